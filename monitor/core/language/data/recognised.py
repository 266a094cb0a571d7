"""Languages that are recognised and no more: their commonest words. A language of which more is read has a file of its own."""

COMMON = {
    "sw": "ya wa na kwa ni la za katika cha kuwa hii huo hiyo watu wake baada kutoka yake vya huku pia mjini nchini hilo huyo",  # Swahili
    "tr": "ve bir bu da de için ile olarak çok daha sonra kadar gibi olan oldu öldü yeni var ne en mi iki üç",  # Turkish
    "bm": "ye ka la na ni ko tun bɛ tɛ fɛ min mun kɛ o don ma ani nka ye kɔnɔ kan de ta kuma kuntigi jamana ya",  # Bambara
    "ff": "e nder ngam ko wa mo nde ɗum be ɗo to kala yimɓe maaɗa gam ha hakkunde",  # Fulfulde
    "so": "ka ku iyo oo ee ay in uu waxaa ayaa la soo u waa loo dowladda",  # Somali
    "ro": "și în de la cu din pe un o să nu ce mai este sunt au pentru care al ale după dintr",  # Romanian
    "ca": "el la els les de del i en que per amb una un es al no com més ha són dels l d",  # Catalan
    "pl": "w i na z do się nie że jest po za od o ale jak przez dla jego są był",  # Polish
    "sv": "och i att det som en på är av för med den till har inte ett om de från efter",  # Swedish
    "id": "dan di yang untuk dengan dari pada ini itu tidak dalam akan oleh ke adalah telah orang",  # Indonesian
    "yo": "àwọn ní ti sí pé bí fún láti wọn ó tí náà kan gbogbo",  # Yoruba
    "bs": "i u na je se da su za od sa iz o kao koji ne nije bi do",  # Bosnian, Croatian, Serbian
}
