"""Read language: numbers, sentences, common words, which language a text is in."""
