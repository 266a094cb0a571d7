"""Spanish: how it is recognised."""

COMMON = """
el la los las de del y en que por con para una un se su al es mas como tras ha fue han sobre entre contra este
"""
FUNCTION = "el la los las de del y en que por con para una un se su al"

MONTHS_IN_DATES = """
1 enero|ene
2 febrero
3 marzo
4 abril|abr
5 mayo
6 junio
7 julio
8 agosto|ago
9 septiembre|setiembre
10 octubre
11 noviembre
12 diciembre|dic
"""

ORIGIN_OPENERS = """
la entrada|el artículo|el post|la noticia|la publicación|el cargo|esta entrada|este artículo|este post|esta noticia
esta publicación
"""
ORIGINS = """
aparece primero en|apareció primero en|apareció por primera vez en|aparece por primera vez en|se publicó primero en
se publicó originalmente en|fue publicado primero en|fue publicada primero en|fue publicado originalmente en
fue publicada originalmente en|se publicó por primera vez en
"""
ORIGINS_ALONE = """
publicado originalmente en|publicada originalmente en
"""
RELATED = """
lea también|lee también|leer también|lea además|le puede interesar|te puede interesar|quizás te interese
también te puede interesar|también le puede interesar|puede interesarte|ver también|vea también|mira también
noticias relacionadas|noticia relacionada|artículos relacionados|artículo relacionado|notas relacionadas|nota relacionada
entradas relacionadas|contenido relacionado|temas relacionados|sobre el mismo tema
"""
RELATED_MARKED = """
lea|lee|leer|vea|ver|relacionado|relacionadas|lea más|leer más|más información|no te pierdas|no se pierda
"""
INVITATIONS = """
compartir en|comparte en|comparte esta|comparte este|comparta esta|haz clic para compartir|síguenos|síganos|siga nuestro
sigue nuestro|suscríbete|suscríbase|únete a|deja un comentario|deja una respuesta|descarga nuestra|haz clic aquí
haga clic aquí|todos los derechos reservados
"""
READ_ON = """
sigue leyendo|seguir leyendo|continúa leyendo|continuar leyendo|leer más|leer la nota completa|lea la nota completa
leer artículo completo|ver más
"""
BUTTONS = """
compartir comparte correo imprimir facebook twitter whatsapp copiar enlace me gusta cargando comentarios publicidad
"""
