# Settings.
settings-saved = Guardado.
settings-you = Tu
settings-days = Os teus dias
settings-days-lead = As horas de deitar e levantar são horas do relógio onde estiveres; só encontram o fuso em que vives quando um dia é planeado.
settings-body = Corpo
settings-conditions = Doenças e medicamentos
settings-conditions-lead = Mudam o que se pode aconselhar, ou deixam os números ao teu médico. Ficam nesta base de dados.
settings-without = Cestos sem
settings-without-lead = Artigos de conteúdo desconhecido também ficam de fora.
settings-without-unrecognised = “{ $word }” não é um alimento que o Isotone conheça; por isso, nenhum artigo é proposto. Marca o alimento certo e desmarca “{ $word }”.
settings-save = Guardar
settings-nothing = nada escolhido
settings-awake = de pé das { $from } às { $until }
