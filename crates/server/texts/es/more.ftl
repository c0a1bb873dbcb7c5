# The last tab.
more-profile = Lo que se sabe de tu sudor y qué probar ahora
more-catalogue = Bebidas y comida, tu despensa, lo que te gusta
more-settings = Unidades, días, cuerpo, enfermedades, dieta
frame-what-if = ¿Y si…?
frame-catalogue = Catálogo
frame-settings = Ajustes
more-data = Fuentes, exportación y borrado
frame-data = Datos
more-test = Pesarte antes y después de una sesión
more-log = Lo que bebiste, pesaste e hiciste
more-sharing = Quién ve qué, y hasta cuándo
