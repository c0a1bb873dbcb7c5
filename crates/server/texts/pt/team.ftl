# Plantéis no campo.
team-shape-stop = ver primeiro
team-shape-watch = olhar
team-shape-unknown = em falta ou pouco claro
team-shape-ok = pronto
team-progress = { $in } pesados antes, { $out } depois, de { $of }.
team-bring = Leve até { $amount }.
team-no-session = Não há sessão planeada
team-see-first =
    { $count ->
        [one] Vê { $name } primeiro
       *[other] Vê { $name } primeiro; { $count } precisam de alguém
    }
team-to-look =
    { $count ->
        [one] Um atleta a observar
       *[other] { $count } atletas a observar
    }
team-to-weigh =
    { $count ->
        [one] Falta pesar um atleta
       *[other] Falta pesar { $count } atletas
    }
team-all-well = Nada precisa de si agora
team-weigh-in = Pesar
team-heat = Calor
team-sessions = Sessões
team-roster = Equipa
team-empty = Ainda não há ninguém neste plantel. Cole uma lista na página Equipa.
team-nothing-for =
    { $count ->
        [one] Nada para um atleta
       *[other] Nada para { $count } atletas
    }
team-up-to = até { $amount }
team-must-not-train = Não pode treinar.
team-no-longer-fits = Os horários próprios eram para outro plano: confirme.
team-no-amounts = Não se pode aconselhar quantidades.
team-not-in-session = Fora desta sessão.
team-stop-drinking = Parar de beber até urinar; o fisioterapeuta vê.
team-drink = Beber { $least }–{ $most } L com comida salgada, ao longo de { $hours } h ou mais.
team-drink-plan = Tem plano de bebida.
team-flag-gain = Mais pesado que antes: bebeu mais do que perdeu.
team-flag-symptoms = Sente-se mal.
team-flag-loss = Mais leve que antes.
team-flag-no-out = Ainda não se pesou à saída, e está calor.
team-flag-carry = Chegou mais leve que o habitual.
team-flag-urine = Urina concentrada: oferecer bebida.
team-flag-data = Os dados são duvidosos.
team-consent-no-consent = Falta o consentimento.
team-consent-too-young = Dez anos ou menos: não é pesado.
team-consent-born-unknown = Falta a data de nascimento.
team-consent-guardian-needed = Falta o consentimento do encarregado de educação.
team-consent-own-needed = Falta o consentimento do próprio atleta.
team-consent-expired = O consentimento caducou.
team-consent-withdrawn = O consentimento foi retirado.
team-consent-days =
    { $days ->
        [one] Consentimento por mais um dia
       *[other] Consentimento por mais { $days } dias
    }
team-weighing-due = por pesar
team-weighing-in = pesado antes
team-weighing-out = pesado depois
team-weighing-none = não se pesa
team-heat-not-covered = Sem indicação
team-heat-normal = Como sempre
team-heat-watch = Cuidado
team-heat-break = Fazer pausas
team-heat-modify = Treinar menos
team-heat-reschedule = Mudar de hora
team-heat-stop = Parar
team-heat-forecast = Previsão de { $low } a { $high } em 4 de 5 casos.
team-heat-left =
    { $minutes ->
        [one] Falta um minuto.
       *[other] Faltam { $minutes } min.
    }
team-heat-measure = Leia o medidor agora.
team-heat-silent = Nada diz sobre: { $list }.
team-heat-acknowledged = Tomado conhecimento.
team-heat-acknowledge = Li e avisei
team-heat-reason = Motivo para decidir de outro modo
team-heat-overrule = Decidir de outro modo
team-heat-read = Ler o medidor
team-heat-unit = Unidade
team-heat-meter = Medidor
team-heat-confirm = O salto foi visto e está certo.
team-heat-store = Guardar
team-duties = No campo agora:
team-duty-ice-towels = toalhas com gelo
team-duty-spray-bottles = pulverizadores
team-duty-cold-tub = uma banheira fria
team-duty-shade = sombra
team-duty-unlimited-drinks = bebida sem limite
team-kiosk-title = Pesagem
team-kiosk-what = O que se pesa
team-kiosk-before = Antes
team-kiosk-after = Depois
team-kiosk-bottle-out = Garrafa entregue
team-kiosk-bottle-back = Garrafa devolvida
team-kiosk-script = Esta página precisa de scripts.
team-kiosk-who = De quem é a vez?
team-kiosk-to-go = Faltam { $count }
team-kiosk-all-done = Estão todos
team-kiosk-noted = Anotado.
team-kiosk-waiting = { $count } por enviar
team-kiosk-step-on = { $name }, suba à balança.
team-kiosk-bottle-on = { $name }: a garrafa em gramas.
team-kiosk-again = Suba outra vez.
team-kiosk-check = Confirme o número: { $number }?
team-kiosk-thanks = Obrigado, { $name }.
team-kiosk-next = A seguir: { $name }.
team-kiosk-nobody = Ninguém tem o número { $number }.
team-kiosk-lost = A balança desligou-se. Escreve o peso ou liga de novo.
team-kiosk-no-scale = Nenhuma balança pôde ser usada. Escreve o peso.
team-kiosk-connected = A balança está ligada.
team-kiosk-overload = Demasiado para esta balança.
team-kiosk-closed = Este quiosque foi fechado. O que espera aqui fica guardado: abra outro.
team-kiosk-offline = Sem rede. Os pesos esperam aqui.
team-kiosk-refused = Um registo foi recusado: avise o responsável.
team-kiosk-full = Este tablet está sem espaço.
team-kiosk-trainer = O fisioterapeuta é avisado. Sente-se.
team-kiosk-weigh-again = Sou eu: pesar de novo
team-kiosk-another = Outra pessoa
team-kiosk-urine = Urina desde o primeiro peso?
team-kiosk-none = nenhuma
team-kiosk-unknown = não sei
team-kiosk-unwell = Sinto-me mal
team-kiosk-keys = Algarismos
team-kiosk-delete = Apagar
team-kiosk-ok = É isso
team-kiosk-skip = Não se pesa
team-kiosk-bluetooth = Ligar uma balança
team-kiosk-serial = Ligar por cabo
team-consent-title = { $squad } pede o teu consentimento
team-consent-guardian = Decide por { $name }, que também decide.
team-consent-you = { $name }, és tu que decides o que se faz com os teus dados.
team-consent-holds = Deste o teu consentimento até { $day }.
team-consent-withdraw = Retirar agora
team-consent-line-what = És pesado antes e depois do treino, sem que o peso seja mostrado a outros.
team-consent-line-who = Vê-o quem cuida da tua saúde. Os treinadores nunca veem o teu peso.
team-consent-line-free = A escolha é tua. Sem isto também tens um plano de bebida.
team-consent-line-until = Termina sozinho ao fim de um ano, no máximo.
team-consent-line-end = Terminas aqui quando quiseres, e vale logo.
team-consent-reason = Porquê:
team-consent-to = Consinto em
team-scope-weigh = ser pesado
team-scope-profile = que o meu perfil de suor sirva para planos de bebida
team-scope-photo = uma foto para a lista de nomes
team-scope-research = investigação sem o meu nome
team-consent-born = Data de nascimento do atleta
team-consent-give = Consentir
team-consent-version = Texto de { $version }
team-roster-title =
    { $count ->
        [one] Um atleta
       *[other] { $count } atletas
    }
team-link-for = Ligação de consentimento para { $name }
team-link-how = Deixa que a leia com o próprio telemóvel. Só é mostrada agora.
team-roster-import = Importar uma lista
team-roster-how = Cola-a de uma folha de cálculo. Nada é guardado antes de confirmares.
team-roster-paste = A lista
team-roster-example =
    No;Nome completo;Peso (kg);Nascimento
    7;Ana Silva;64,0;2008-05-04
team-roster-summary = { $new } novos, { $changed } alterados, { $asked } a esclarecer, { $refused } recusados
team-roster-unit = A unidade das massas
team-roster-order = A ordem das datas
team-roster-day-first = dia primeiro: 04/05 é 4 de maio
team-roster-month-first = mês primeiro: 04/05 é 5 de abril
team-roster-without = Aceitar sem número as linhas que o partilham
team-roster-store = Guardar
team-roster-try = Ver primeiro
team-fate-new = Novo.
team-fate-changed = Muda.
team-fate-same = Fica como está.
team-fate-asked = A esclarecer.
team-fate-refused = Recusado.
team-doubt-no-name = Falta o nome.
team-doubt-date = { $given } não é uma data de nascimento.
team-doubt-number = { $given } não é um número de camisola.
team-doubt-mass = { $given } não é uma massa corporal.
team-doubt-shared = O número { $given } é usado por outro.
team-doubt-twice = O mesmo atleta está na linha { $given }.
team-members = Membros
team-link = Ligação de consentimento
team-guardian-link = Ligação do encarregado
team-archive = Saiu do plantel
team-return = Voltou
team-roles = Funções
team-roles-how = Os treinadores não veem massa corporal. A rouparia vê garrafas.
team-role = Função
team-role-scientist = Cientista do desporto
team-role-dietitian = Nutricionista
team-role-trainer = Fisioterapeuta
team-role-kit = Roupeiro
team-role-coach = Treinador
team-role-helper = Ajudante do quiosque
team-role-none = nenhuma
team-role-give = Dar a função
team-no-sessions = Nada está planeado.
team-closed = fechada
team-close = Fechar
team-plan = Planear para todos
team-plan-title = Título
team-plan-start = Início
team-plan-sport = Desporto
team-plan-duration = Duração
team-plan-effort = Esforço
team-plan-air = Temperatura do ar
team-plan-humidity = Humidade
team-plan-place = Lugar, para o tempo
team-plan-weeks = Semanas seguidas
team-plan-do = Planear
