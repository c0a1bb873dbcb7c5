# Plantéis no campo.
team-shape-stop = ver primeiro
team-shape-watch = a observar
team-shape-unknown = em falta ou pouco claro
team-shape-ok = pronto
team-progress = { $in } pesados antes, { $out } depois, de { $of }.
team-bring = Leva até { $amount }.
team-no-session = Não há sessão planeada
team-see-first =
    { $count ->
        [one] Vê primeiro { $name }
       *[other] Vê primeiro { $name }; { $count } precisam de ti
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
team-all-well = Nada precisa de ti agora
team-weigh-in = Pesar
team-heat = Calor
team-sessions = Sessões
team-roster = Equipa
team-empty = Este plantel ainda não tem atletas. Cola uma lista na página Equipa.
team-nothing-for =
    { $count ->
        [one] Nada para um atleta
       *[other] Nada para { $count } atletas
    }
team-up-to = até { $amount }
team-must-not-train = Não pode treinar.
team-no-longer-fits = Os horários próprios eram para outro plano: confirma-os.
team-no-amounts = Não se pode aconselhar quantidades.
team-not-in-session = Fora desta sessão.
team-stop-drinking = Parar de beber até urinar; o fisioterapeuta vê.
team-drink = Beber { $amount } com comida salgada, ao longo de { $hours } h ou mais.
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
team-heat-not-covered = Não abrangido
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
team-heat-measure = Lê o medidor agora.
team-heat-silent = Não abrange: { $list }.
team-heat-acknowledged = Tomado conhecimento.
team-heat-acknowledge = Li e avisei
team-heat-reason = Motivo para decidir de outro modo
team-heat-overrule = Decidir de outro modo
team-heat-read = Ler o medidor
team-heat-unit = Unidade
team-heat-meter = Medidor
team-heat-confirm = O valor está certo: verifiquei o medidor e a unidade.
team-heat-store = Guardar
team-heat-level = Nível
team-heat-by-air = Sem medidor de WBGT
team-heat-air = Ar, °C
team-heat-humidity = Humidade, %
team-heat-kind = Para
team-heat-kind-model = O modelo
team-heat-kind-heat-index = O índice de calor
team-heat-kind-air-temperature = Só o ar
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
team-kiosk-all-done = Já estão todos
team-kiosk-noted = Anotado.
team-kiosk-waiting = { $count } por enviar
team-kiosk-step-on = { $name }, sobe à balança.
team-kiosk-bottle-on = { $name }: a garrafa em gramas.
team-kiosk-again = Sobe outra vez.
team-kiosk-check = Confirma o número: { $number }?
team-kiosk-thanks = Obrigado, { $name }.
team-kiosk-next = A seguir: { $name }.
team-kiosk-nobody = Nenhum atleta tem o número { $number }.
team-kiosk-lost = A balança desligou-se. Escreve o peso ou liga de novo.
team-kiosk-no-scale = Nenhuma balança pôde ser usada. Escreve o peso.
team-kiosk-connected = A balança está ligada.
team-kiosk-overload = Demasiado para esta balança.
team-kiosk-closed = Este quiosque foi fechado. O que espera aqui fica guardado: abre outro.
team-kiosk-offline = Sem rede. Os pesos esperam aqui.
team-kiosk-refused = O servidor recusou uma pesagem. Está guardada aqui: mostra isto ao responsável.
team-kiosk-busy = O servidor não consegue responder agora. Os pesos esperam aqui e são enviados de novo.
team-kiosk-kept = Para o responsável, só neste aparelho: { $count }
team-kiosk-kept-do = Guarda-as num ficheiro: diz quem, quando, o peso em bruto e porque foi recusado. Corrige a causa (muitas vezes falta o consentimento) e envia de novo.
team-kiosk-save = Guardar num ficheiro
team-kiosk-send-again = Enviar de novo
team-kiosk-full = Este tablet está sem espaço.
team-kiosk-trainer = O fisioterapeuta já foi avisado. Senta-te.
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
team-consent-guardian = Decides por { $name }, que também decide.
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
team-link-how = Deixa que o próprio a leia com o telemóvel. Só é mostrada agora.
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
team-plan-place = Lugar, para a previsão
team-plan-weeks = Semanas seguidas
team-plan-do = Planear

# Bottles, labels, reports.
team-bottles = Garrafas
team-bottles-headline =
    { $count ->
        [one] Uma garrafa, { $amount }
       *[other] { $count } garrafas, { $amount }
    }
team-bottles-none = Ainda não há garrafas planeadas
team-bottles-changed = As necessidades mudaram entretanto: planeia de novo antes de imprimir.
team-bottles-hidden = A tua função não vê garrafas.
team-bottles-recipes = Receitas, no máximo
team-bottles-ml = Uma garrafa leva (mL)
team-bottles-most = Garrafas por atleta, no máximo
team-bottles-spare = Preparar a mais para derrames (%)
team-bottles-crate = Garrafas por caixa
team-bottles-of = Usar produtos em vez de açúcar e sal
team-bottles-of-how = Pós sem cafeína e de composição conhecida. Nenhum atleta recebe um que contenha o que evita.
team-bottles-plan = Planear as garrafas
team-bottles-again = Planear de novo
team-bottles-who = O que cada um recebe
team-bottles-without =
    { $count ->
        [one] Um atleta sem garrafa
       *[other] { $count } atletas sem garrafa
    }
team-labels = Etiquetas
team-labels-sheet = Folha (etiquetas por folha)
team-labels-start = Primeira etiqueta livre
team-labels-names = Nomes
team-labels-full = por extenso
team-labels-initials = iniciais
team-labels-number = só o número
team-labels-print = Etiquetas em PDF
team-labels-measure = Página para alinhar a impressora
team-labels-calibrate = Imprime a 100 %: a linha mede 50 mm. Sobrepõe-a a uma folha de etiquetas.
team-labels-title = Etiquetas, { $session }
team-label-full = { $bottle } de { $of } · encher até { $fill }
team-label-line = { $bottle } de { $of } · encher só até { $fill }
team-mix = Preparar
team-mix-water = Água simples é o melhor para todos.
team-mix-sugar = { $sugar } de açúcar e { $salt } de sal, completar com água até { $volume }.
team-mix-product = { $servings } doses de { $product } ({ $mass }), completar com água até { $volume }.
team-recipe-strength = { $carbohydrate } g/L de hidratos de carbono, { $sodium } mg/L de sódio
team-recipe-bottles =
    { $count ->
        [one] Uma garrafa
       *[other] { $count } garrafas
    }
team-contains = Contém { $list }.
team-column-number = N.º
team-column-name = Nome
team-column-bottles = Garrafas
team-column-fill = Encher até
team-column-together = No total
team-column-why = Porquê
team-column-do = O que fazer
team-column-change = Variação
team-column-mass = Massa corporal
team-why-fill-line = Menos do que cheia: mais não é seguro.
team-why-eat = Parte dos hidratos de carbono é comida.
team-why-eat-amount = Comer à parte { $amount } de hidratos de carbono.
team-why-sodium = Ficam { $amount } de sódio fora das garrafas.
team-why-below-least = Nenhum número de garrafas cabe entre o mínimo e o máximo.
team-why-water-alone = Só água é o mais indicado.
team-why-avoids = Um produto fica de fora: contém, ou pode conter, o que se evita.
team-why-nothing-needed = Nada é preciso numa sessão tão curta.
team-why-no-amounts = Não se pode aconselhar quantidades: ver o atleta.
team-why-no-needs = Não foi possível calcular as necessidades.
team-why-not-planned = Chegou depois de planeadas as garrafas.
team-why-plan-again = O que se pode beber mudou: planeia de novo as garrafas.
team-why-not-in-session = Fora desta sessão.
team-steps = O que traz mais uma receita
team-steps-how = O melhor plano para cada número de receitas, comprovado.
team-steps-below = Abaixo do mínimo
team-steps-eat = A comer à parte
team-steps-sodium = Sódio em falta
team-steps-now = este plano
team-buy = Comprar
team-buy-sugar = Açúcar
team-buy-salt = Sal de mesa
team-packs-kilograms =
    { $count ->
        [one] um pacote de 1 kg
       *[other] { $count } pacotes de 1 kg
    }
team-packs-servings =
    { $count ->
        [one] uma dose
       *[other] { $count } doses
    }
team-crates = Caixas
team-crate = Caixa { $number }
team-hand-over = Relatórios e tabelas
team-report = Relatório (PDF)
team-cards = Cartões dos atletas (PDF)
team-table = Tabela (CSV)
team-table-ams = Tabela para gestão de atletas (CSV)
team-edition-own = Relatório da sessão
team-edition-coach = Edição para o treinador
team-coach-report = Edição para o treinador (PDF)
team-report-when = { $start } às { $end } · { $air }, { $humidity }
team-report-weighed-from = · pesagens das { $first } às { $last }
team-report-weighed = Pesados duas vezes
team-report-count = { $count } de { $of }
team-report-before = { $count } antes
team-report-flags = Vermelho, amarelo
team-report-flag-counts = { $red }, { $amber }
team-report-doubt = { $count } duvidosos
team-report-sweat = Suor, mediana
team-report-replaced = Reposto
team-report-of-sweat = do suor
team-report-sodium = Sódio perdido
team-report-four-in-five = 4 em cada 5 casos
team-report-red =
    { $count ->
        [one] Um atleta a ver primeiro
       *[other] { $count } atletas a ver primeiro
    }
team-report-needs = Quem precisa de algo
team-report-more =
    { $count ->
        [one] Mais um no quadro.
       *[other] Mais { $count } no quadro.
    }
team-report-unweighed = Sem pesagem: { $names }.
team-report-most = As quantidades são o máximo, não uma obrigação: a sede decide, e ninguém sai mais pesado do que chegou.
team-report-readings = Leituras: { $list }
team-report-heat-overruled = Decidido de outra forma: { $reason }.
team-report-foot = Isotone { $version } · feito por { $who }, { $when } · planeamento para pessoas saudáveis, não um diagnóstico
team-cards-title = Cartões, { $session }
team-cards-none = A tua função não vê o que está nos cartões.
team-card-before = Antes
team-card-before-says = Chega bem hidratado: urina clara, sem sede.
team-card-during = Durante
team-card-bottles = As tuas garrafas: { $recipes }, cada uma com { $fill }. Bebe conforme a sede, no máximo { $most }.
team-card-most = Bebe conforme a sede, no máximo { $amount }.
team-card-after = Depois
team-card-foreseen = Porquê: espera-se que sues { $foreseen } em 4 de cada 5 casos.
team-card-measured = Porquê: esperavam-se { $foreseen } de suor, mediram-se { $measured }.
team-card-address = Os teus dados: entra com o telemóvel.
team-refused-born = Escreve a data de nascimento como 2008-05-04.
team-refused-scopes = Escolhe pelo menos uma coisa a que consente.
team-refused-expires = O consentimento dura no máximo um ano.
team-refused-roster = Não se encontrou um cabeçalho com nome na lista: cola-a com os títulos das colunas.
team-refused-number = Outro membro usa este número: liberta-o primeiro.
team-refused-name = Escreve um nome de 1 a 120 caracteres.
team-refused-login = Ninguém entra com este nome: um administrador acrescenta pessoas.
team-refused-role = Alguém tem de gerir o plantel: dá essa função primeiro.
team-refused-reason = Escreve até 500 caracteres.
team-refused-policies = Esta norma de calor não é conhecida.
team-refused-policy = Ainda não diz nada: lê primeiro o medidor.
team-refused-overruled = Escreve o motivo, em 3 a 500 caracteres.
team-refused-value = Escreve um valor de -5 a 40 °C, como 28,4.
team-refused-unit = Escolhe °C ou °F.
team-refused-confirmed = Está longe da leitura anterior, ou muito abaixo do que a meteorologia dá: verifica a unidade e lê de novo, ou confirma.
team-refused-band = O calor está agora noutro nível: lê o que exige e decide de novo.
team-refused-by = O atleta é maior de idade: conta a sua própria palavra.
team-refused-start = Escreve o início como data e hora possíveis.
team-refused-end = Um plantel treina de 1 minuto a 12 horas seguidas.
team-refused-duration = Escreve uma duração de 1 minuto a 12 horas, como 90 min.
team-refused-title = Escreve até 120 caracteres.
team-refused-weeks = Escreve de 1 a 52 semanas.
team-refused-air_temperature = Escreve uma temperatura do ar, como 28 °C.
team-refused-relative_humidity = Escreve uma humidade, como 60 %.
team-refused-place = Escreve uma cidade como Lisboa, ou graus como 38.72, -9.14.
team-refused-session = Planeia primeiro uma sessão com atletas.
team-refused-recipes_most = Escreve de 1 a 4 receitas.
team-refused-bottle_ml = Uma garrafa leva de 200 a 2000 mL.
team-refused-bottles_most = Escreve de 1 a 12 garrafas.
team-refused-spare_percent = Escreve de 0 a 50 %.
team-refused-crate_holds = Escreve de 1 a 60 garrafas.
team-refused-items = Escolhe pós da lista.
team-kiosk-camera = Ler etiquetas com a câmara
team-kiosk-unknown-label = Esta etiqueta não é de ninguém daqui.
team-kiosk-no-camera = A câmara não pode ser usada. Toca no nome ou escreve o número.
team-season = Época
team-season-title =
    { $count ->
        [one] Uma sessão num ano
       *[other] { $count } sessões num ano
    }
team-season-sessions-of =
    { $count ->
        [one] uma sessão
       *[other] { $count } sessões
    }
team-season-sessions = Sessões
team-season-weighed = Pesagens
team-season-tests = Testes com ar fresco / ameno / quente
team-season-flags = Alertas em 100 sessões
team-season-change = Variação, mediana
team-season-rate = Taxa de suor, mediana (amplitude)
team-season-error = Medido face ao esperado
team-reads = Quem dos teus plantéis leu o quê
team-action-board = Leu o quadro
team-action-members = Leu a lista de membros
team-action-report = Leu um relatório
team-action-season = Leu a época
team-action-bottles = Leu as garrafas
team-action-labels = Imprimiu etiquetas
team-action-message = Foi avisado por mensagem
team-class-identity = nome
team-class-consent = consentimento
team-class-attendance = presença
team-class-mass = massa corporal
team-class-share = variação da massa corporal
team-class-flag = alertas
team-class-rate = taxa de suor
team-class-sodium = sódio
team-class-allotment = garrafas
team-class-conditions = condições de saúde
team-class-must-not-train = não pode treinar
team-refused-to = Uma época acaba depois de começar, e dentro de 750 dias.
team-report-foot-open = Isotone { $version } · feito a { $when } · planeamento para pessoas saudáveis, não um diagnóstico
team-plan-place-example = Lisboa

# What a heat policy says nothing of.
team-silent-acclimatisation = aclimatação
team-silent-adults = adultos
team-silent-age = idade
team-silent-children = crianças
team-silent-contest = competição
team-silent-equipment-other-than-shorts-and-t-shirt = equipamento além de calções e T-shirt
team-silent-illness = doença
team-silent-indoor = recintos fechados
team-silent-practice = treino
team-silent-sport = desporto
team-silent-sports-that-it-does-not-list = desportos que não enumera
team-silent-the-formula-is-not-published-type-the-level = a fórmula não está publicada: escreve o nível
team-silent-the-lower-rows-of-regions-1-and-2-were-not-read = as linhas de baixo das regiões 1 e 2 não foram lidas
team-silent-the-other-two-regions = as outras duas regiões
team-silent-the-rows-below-the-stop-line-were-not-read = as linhas abaixo da paragem não foram lidas
team-silent-who-decides-it-is-not-automatic = quem decide: não é automático
team-member-acts = O que fazer com { $name }
# Um consentimento em vigor, para ler e dar de novo.
team-consent-again = O que { $squad } pediu, para ler ou dar de novo
