# The first page.
home-title = Boas-vindas
home-heading = O que beber e comer, e quando
home-lead = De um treino gravado e duas pesagens a um plano para o próximo, com incerteza honesta e um recibo por trás de cada número.
home-look-around = Dar uma vista de olhos
home-here = Quem está aqui
home-simulated = Uma atleta simulada ao longo de mais de um ano
home-own-days = Os teus dias
home-squad-of =
    { $count ->
        [one] Uma equipa de uma pessoa
        *[other] Uma equipa de { $count }
    }
home-demo = Ver primeiro
home-demo-how = Uma atleta e uma equipa simuladas, guardadas só enquanto corre:
home-me = Só eu
home-me-lead = Um nome e o teu peso bastam para começar.
home-begin = Começar
home-team = Uma equipa
home-team-lead = Um quadro com a próxima sessão e as necessidades de cada atleta.
home-found = Criar a equipa
begin-sport = O que fazes mais?
begin-sleep = A que horas te levantas e te deitas?
begin-sleep-why = Para que nada te peça para beber enquanto dormes.
begin-show = Ver o meu primeiro número
begin-skip = Saltar
