//! `isotone user`: accounts, for whoever holds the database.

use crate::commands::show;
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// What to do.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Make an account, and the link by which its person chooses a password
    Add {
        /// The name to sign in with: an e-mail address or any word
        login: String,
        /// The person looks after the server too
        #[arg(long)]
        admin: bool,
        /// An athlete of the command line that the person owns from now on, such as me
        #[arg(long, value_name = "ATHLETE")]
        athlete: Option<String>,
    },
    /// All accounts
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// A link for whoever forgot their password; without a name, the link that sets the server up
    ResetLink {
        /// The name the person signs in with
        login: Option<String>,
    },
    /// Let a person own an athlete of the command line
    Give {
        /// The name the person signs in with
        login: String,
        /// The athlete, such as me
        athlete: String,
    },
    /// Remove an account with its sessions and tokens; the athletes it owned stay
    Remove {
        /// The name the person signs in with
        login: String,
    },
}

pub(crate) async fn run(config: &Config, command: Command) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let named = async |login: &str| match engine.account_by_login(login).await? {
        Some(account) => Ok(account),
        None => Err(Failure::Engine(engine::Error::not_found("account", login))),
    };
    match command {
        Command::Add { login, admin, athlete } => {
            if let Some(athlete) = &athlete {
                engine.athlete(athlete).await?;
            }
            let account = engine.add_account(&login, admin).await?;
            if let Some(athlete) = &athlete {
                engine.give_athlete(&account, athlete).await?;
            }
            println!("{} can sign in after choosing a password, once within two days, at", account.login);
            print_link(config, engine.invite(&account.id).await?.expose());
        }
        Command::List { json } => {
            let accounts = engine.accounts().await?;
            if json {
                let rows: Vec<_> = accounts
                    .iter()
                    .map(|account| {
                        serde_json::json!({"id": account.id, "login": account.login, "admin": account.admin,
                            "created": account.created, "athletes": account.athletes})
                    })
                    .collect();
                return show::json(&rows, config.units);
            }
            if accounts.is_empty() {
                println!("Nobody has an account: isotone serve prints the link that makes the first.");
            }
            for account in accounts {
                let role = if account.admin { "administrator" } else { "" };
                println!("{:32} {role:14} {}", account.login, account.athletes.join(", "));
            }
        }
        Command::ResetLink { login: Some(login) } => {
            print_link(config, engine.invite(&named(&login).await?.id).await?.expose());
        }
        Command::ResetLink { login: None } => match engine.set_up_link().await? {
            Some(link) => print_link(config, link.expose()),
            None => {
                let advice = "the server is set up: name the person whose password is to be chosen anew";
                return Err(Failure::Argument(advice.to_owned()));
            }
        },
        Command::Give { login, athlete } => {
            engine.give_athlete(&named(&login).await?, &athlete).await?;
            println!("{login} owns {athlete}.");
        }
        Command::Remove { login } => {
            let gone = engine.remove_account(&named(&login).await?.id).await?;
            println!("{} is removed.", gone.login);
            for athlete in gone.athletes {
                println!("  {athlete} stays: isotone user give LOGIN {athlete}");
            }
        }
    }
    Ok(())
}

fn print_link(config: &Config, link: &str) {
    println!("  {}", config.link(&format!("/welcome/{link}")));
}
