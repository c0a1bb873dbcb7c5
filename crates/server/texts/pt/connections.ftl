# A página das ligações.
connections-title = Ligações
connections-lead = Liga uma vez, e os teus treinos chegam sozinhos.
connections-providers = Serviços
connections-none = Este servidor não tem serviços configurados. Quem o gere pode acrescentar o Strava e outros; os ficheiros e o telemóvel já funcionam.
connections-connect = Ligar { $name }
connections-connect-again = Ligar { $name } outra vez
connections-key = Chave
connections-disconnect = Desligar
connections-disconnect-from = Desligar { $name }
connections-and-data = E os teus dados que vieram de lá
connections-keep = Ficam
connections-delete = São apagados
connections-must-delete = O acordo de { $name } exige que tudo o que veio de lá seja apagado quando desligas.
connections-state-active = ligado
connections-state-needs-consent = liga outra vez
connections-state-leaving = a desligar
connections-state-ended = desligado
connections-since = Ligado em { $when }.
connections-heard = Últimas notícias: { $when }.
connections-not-heard = Ainda não chegou nada.
connections-items = { $count ->
    [one] Chegou 1 elemento.
   *[other] Chegaram { $count } elementos.
}
connections-unreadable = { $count ->
    [one] 1 elemento não pôde ser lido e ficou de fora.
   *[other] { $count } elementos não puderam ser lidos e ficaram de fora.
}
connections-reading = { $count ->
    [one] A ler o que já lá estava: 1 encontrado até agora.
   *[other] A ler o que já lá estava: { $count } encontrados até agora.
}
connections-silent = { $count ->
    [one] 1 elemento não foi anunciado e foi encontrado ao ler a lista.
   *[other] { $count } elementos não foram anunciados e foram encontrados ao ler a lista.
}
connections-missing = Não permitiste: { $scopes }. O que precisa disso fica de fora.
connections-trouble-outage = O serviço não responde. Volta a ser consultado sozinho; nada se perde.
connections-trouble-quota = O serviço não aceita mais pedidos por agora. Continua sozinho.
connections-trouble-blocked = O serviço recusa a aplicação deste servidor. Quem o gere tem de ver; o teu acesso não é afetado.
connections-trouble-missing-scope = Falta uma permissão que não deste. Liga outra vez e deixa as caixas marcadas.
connections-trouble-refused = O serviço já não aceita o acesso. Liga outra vez; os teus dados ficam.
connections-trouble-wrong = O serviço recusou um pedido. Quem gere o servidor tem de ver.
connections-trouble-stuck = Este servidor não conseguiu receber alguns dados. Volta a tentar sozinho; se isto persistir, quem o gere tem de verificar.
connections-untold = { $name } não responde e ainda não sabe que desligaste. É avisado outra vez automaticamente, e entretanto não chega nada. Também podes terminar o acesso nas definições desse serviço.
connections-partial = Da última vez, uma lista não pôde ser lida até ao fim. É lida outra vez a partir daí, automaticamente.
connections-running = Os treinos antigos chegam aos poucos; os novos vêm primeiro.
connections-phones = Telemóveis
connections-phones-what = Uma aplicação no teu iPhone pode enviar o que o Apple Saúde sabe: treinos, sono, peso, bebidas. Cada telemóvel tem o seu próprio endereço.
connections-phone-name = Nome do telemóvel
connections-phone-hint = por exemplo “o meu iPhone”
connections-add-phone = Acrescentar um telemóvel
connections-remove = Remover
connections-remove-phone = Remover { $name }
connections-uploads = { $count ->
    [one] 1 envio.
   *[other] { $count } envios.
}
connections-last-upload = O último: { $observations ->
    [one] 1 treino ou sono
   *[other] { $observations } treinos e sonos
}, { $readings ->
    [one] 1 medição.
   *[other] { $readings } medições.
}
connections-made = O endereço deste telemóvel
connections-made-once = Lê o código, ou copia o endereço para a aplicação. Só é mostrado desta vez, e quem o tiver pode acrescentar dados à tua cronologia. Não permite ler nada.
connections-code = Código QR do endereço
frame-connections = Ligações
more-connections = Strava, o teu telemóvel: o que chega sozinho

# As pesagens de uma balança, preenchidas num teste de suor.
connections-weighed-before = Massa antes: { $source }, { $when }. Altera-a se não eras tu.
connections-weighed-after = Massa depois: { $source }, { $when }. Altera-a se não eras tu.
connections-weighed-typed = escrita
connections-weather-from = { $source }, { $when }
# Calendários que são seguidos.
connections-calendars = Calendários de treino
connections-calendars-what = O calendário do TrainingPeaks, do intervals.icu, da Garmin ou do teu treinador é lido de seis em seis horas. O que sair dele deixa de estar planeado; o que tu próprio mudaste fica.
connections-calendar-address = Endereço do calendário
connections-calendar-hint = começa por https:// ou webcal://
connections-add-calendar = Seguir o calendário
connections-calendar-trouble = { $count ->
    [one] Não foi possível lê-lo da última vez. Nova tentativa: { $when }. Verifica o endereço.
   *[other] Não foi possível lê-lo nas últimas { $count } vezes. Nova tentativa: { $when }. Verifica o endereço.
}
# A primeira frase da página.
connections-said-none = Ainda não há nada ligado.
connections-said-needs = { $name } precisa de ti.
connections-said-waits = { $name } não responde de momento.
connections-said-fine = O que ligaste está a chegar.
