# What stands around every page.
frame-skip = Saltar al contenido
frame-demo = Demostración: personas simuladas, y nada se guarda.
frame-pages-of = Páginas de { $name }
frame-today = Hoy
frame-timeline = Cronología
frame-test = Prueba
frame-plan = Plan
frame-profile = Perfil de sudor
frame-language = Idioma
frame-no-diagnosis = Información y planificación para personas sanas; no es un diagnóstico. Con una enfermedad, en el embarazo, con menos de 18 años o con medicación, consulta a un profesional sanitario.
frame-how-good = ¿Qué tan buenas son las cifras?
frame-api = API
frame-back = Volver al inicio
