"""Portuguese: how it is recognised."""

COMMON = """
o os as de do da dos das e em no na nos nas que por com para uma um se ao mais como apos foi sobre entre contra pelo pela
"""
FUNCTION = "o os de dos das e em no na com para uma um"

MONTHS_IN_DATES = """
1 janeiro
2 fevereiro|fev
3 março
4 abril|abr
5 maio
6 junho
7 julho
8 agosto|ago
9 setembro|set
10 outubro|out
11 novembro
12 dezembro|dez
"""

ORIGIN_OPENERS = """
o post|o artigo|a notícia|a matéria|a publicação|a entrada|este post|este artigo|esta notícia|esta matéria
esta publicação
"""
ORIGINS = """
apareceu primeiro em|apareceu primeiro no|apareceu primeiro na|aparece primeiro em|aparece primeiro no
aparece primeiro na|apareceu em primeiro lugar em|apareceu pela primeira vez em|apareceu pela primeira vez no
foi publicado primeiro em|foi publicada primeiro em|foi publicado originalmente em|foi publicada originalmente em
foi publicado primeiro no|foi publicado originalmente no
"""
ORIGINS_ALONE = """
publicado originalmente em|publicada originalmente em|publicado originalmente no
"""
RELATED = """
leia também|ler também|leia ainda|veja também|ver também|assista também|saiba mais sobre|notícias relacionadas
notícia relacionada|artigos relacionados|artigo relacionado|matérias relacionadas|posts relacionados
conteúdo relacionado|sobre o mesmo tema|você também pode gostar|pode gostar também|talvez lhe interesse
"""
RELATED_MARKED = """
leia|leia mais|ler|ler mais|veja|veja mais|saiba mais|relacionado|relacionadas|não perca
"""
INVITATIONS = """
compartilhe|partilhe|partilhar no|compartilhar no|clique para compartilhar|clique para partilhar|siga-nos|siga o nosso
siga a nossa|inscreva-se|assine a|assine o|subscreva|junte-se|entre no nosso|deixe um comentário|deixe uma resposta
baixe o aplicativo|clique aqui|todos os direitos reservados
"""
READ_ON = """
continue lendo|continue a ler|continuar a ler|continuar lendo|leia mais|ler mais|leia a matéria completa
leia o artigo completo|ver mais|saiba mais
"""
BUTTONS = """
compartilhar partilhar imprimir facebook twitter whatsapp copiar link curtir gosto carregando comentários publicidade
"""
