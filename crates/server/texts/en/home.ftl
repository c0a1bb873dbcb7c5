# The first page.
home-title = Welcome
home-heading = What to drink and eat, and when
home-lead = From a recorded workout and two body weights to a plan for the next one, with honest uncertainty and a receipt behind every number.
home-look-around = Look around
home-here = Who is here
home-simulated = A simulated athlete over more than a year
home-own-days = Your own days
home-squad-of =
    { $count ->
        [one] A squad of one
        *[other] A squad of { $count }
    }
home-demo = Look around first
home-demo-how = A simulated athlete and a squad, kept only while it runs:
home-me = Just me
home-me-lead = A name and your body mass are enough to begin.
home-begin = Begin
home-team = A team
home-team-lead = A board with every athlete's next session and needs.
home-found = Set up the team
begin-sport = What do you do most?
begin-sleep = When do you get up, and go to bed?
begin-sleep-why = So that nothing asks you to drink while you sleep.
begin-show = See my first number
begin-skip = Skip
