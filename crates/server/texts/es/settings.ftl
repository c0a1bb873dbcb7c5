# Settings.
settings-saved = Guardado.
settings-you = Tú
settings-days = Tus días
settings-days-lead = Las horas de acostarse y levantarse son horas de reloj estés donde estés; solo se unen a tu zona cuando se planifica un día.
settings-body = Cuerpo
settings-conditions = Enfermedades y medicamentos
settings-conditions-lead = Cambian lo que se puede aconsejar, o dejan las cifras a tu médico. Se quedan en esta base de datos.
settings-without = Cestas sin
settings-without-lead = Los artículos de contenido desconocido también se excluyen.
settings-without-unrecognised = «{ $word }» no es un alimento que Isotone conozca; por eso no se propone ningún artículo. Marca el alimento correcto y desmarca «{ $word }».
settings-save = Guardar
settings-nothing = nada elegido
settings-awake = de pie de { $from } a { $until }
