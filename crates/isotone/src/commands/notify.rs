//! `isotone notify`: where reminders arrive, whether a channel works, what was sent.

use connect::notify::{Address, Answer, new_webhook_secret};
use engine::{Engine, Hears, NewChannel};

use super::ME;
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone notify`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Whose reminders
    #[arg(long, global = true, value_name = "NAME", default_value = ME)]
    athlete: String,
    #[command(subcommand)]
    what: What,
}

/// What `isotone notify` does.
#[derive(clap::Subcommand)]
enum What {
    /// The channels, and how they went
    Channels,
    /// Add a channel: an ntfy topic, an e-mail address or a webhook
    Add {
        /// ntfy, mail or webhook
        kind: String,
        /// `https://ntfy.sh/TOPIC`, `ada@example.org` or `https://example.org/hook`
        address: String,
        /// Show amounts, times and names
        #[arg(long)]
        details: bool,
        /// What a webhook hears of: messages, changes or both
        #[arg(long, value_name = "WHAT", default_value = "messages", value_parser = hears)]
        hears: Hears,
    },
    /// Remove a channel
    Remove {
        /// Its name in `isotone notify channels`
        channel: String,
    },
    /// Send a test message to one channel or to all, and print what each said
    Test {
        /// Its name in `isotone notify channels`; all when absent
        channel: Option<String>,
    },
    /// What was sent, and what waits
    Log,
    /// News of changes that webhooks did not take
    DeadLetters {
        /// Tell the webhooks of the present state, and clear the list
        #[arg(long)]
        retry: bool,
    },
    /// Make another key for Web Push, where the present one cannot be opened any more: every browser subscribes again
    NewPushKey,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let engine = open::with_messages(open::engine(config).await?, config).await?;
    let athlete = arguments.athlete;
    match arguments.what {
        What::Channels => channels(&engine, &athlete).await,
        What::Add { kind, address, details, hears } => {
            add(&engine, config, &athlete, &kind, &address, (details, hears)).await
        }
        What::Remove { channel } => {
            engine.remove_channel(&athlete, &channel).await?;
            println!("removed {channel}");
            Ok(())
        }
        What::Test { channel } => test(&engine, &athlete, channel.as_deref()).await,
        What::Log => log(&engine, &athlete).await,
        What::DeadLetters { retry } => dead_letters(&engine, &athlete, retry).await,
        What::NewPushKey => {
            engine.renew_push_key().await?;
            println!(
                "made; restart running servers. Browsers subscribe again when their page is next opened"
            );
            Ok(())
        }
    }
}

async fn channels(engine: &Engine, athlete: &str) -> Result<(), Failure> {
    let channels = engine.channels(athlete).await?;
    if channels.is_empty() {
        println!("no channel: isotone notify add ntfy https://ntfy.sh/TOPIC adds one");
    }
    for channel in channels {
        let when = channel.accepted.map_or_else(|| "never".to_owned(), |at| at.to_string());
        println!("{}  {} ({}), last message {when}", channel.id, channel.label, channel.address.kind());
        if let Some(trouble) = channel.trouble {
            println!("    {trouble}");
        }
    }
    Ok(())
}

async fn add(
    engine: &Engine,
    config: &Config,
    athlete: &str,
    kind: &str,
    address: &str,
    (details, hears): (bool, Hears),
) -> Result<(), Failure> {
    let mut secret = None;
    let wrong = |words: &str| Failure::Argument(words.to_owned());
    let address = match kind {
        "ntfy" => {
            let (server, topic) =
                address.rsplit_once('/').ok_or_else(|| wrong("write https://ntfy.sh/TOPIC"))?;
            Address::Ntfy { server: server.to_owned(), topic: topic.to_owned(), token: None }
        }
        "mail" => Address::Mail { to: address.to_owned() },
        "webhook" => {
            let made = new_webhook_secret().map_err(Failure::Argument)?;
            secret = Some(made.clone());
            Address::Webhook { url: address.to_owned(), secret: made, previous: None }
        }
        _ => return Err(wrong("write ntfy, mail or webhook; browsers subscribe on their page")),
    };
    let new = NewChannel {
        label: String::new(),
        address,
        language: "en".to_owned(),
        details,
        hears,
        origin: config.public_url.clone().unwrap_or_default(),
    };
    let channel = engine.add_channel(athlete, new, None).await?;
    println!("added {}", channel.id);
    if let Some(secret) = secret {
        println!("its secret, shown this once: {secret}");
    }
    Ok(())
}

async fn test(engine: &Engine, athlete: &str, channel: Option<&str>) -> Result<(), Failure> {
    let mut channels = engine.channels(athlete).await?;
    channels.retain(|known| channel.is_none_or(|wanted| known.id == wanted));
    if channels.is_empty() {
        return Err(Failure::Argument(
            "there is no such channel: isotone notify channels lists them".to_owned(),
        ));
    }
    let mut failed = 0;
    for channel in channels {
        let said = match engine.test_channel(athlete, &channel.id).await? {
            Answer::Accepted => "accepted".to_owned(),
            Answer::Gone => "gone: removed".to_owned(),
            Answer::Later { why, .. } => format!("not now: {why}"),
            Answer::Refused { why } => format!("refused: {why}"),
        };
        failed += u32::from(said != "accepted");
        println!("{}  {} ({}): {said}", channel.id, channel.label, channel.address.kind());
    }
    if failed == 0 {
        Ok(())
    } else {
        Err(Failure::Argument(format!("{failed} channels did not take the test message")))
    }
}

async fn log(engine: &Engine, athlete: &str) -> Result<(), Failure> {
    for sent in engine.messages(athlete).await? {
        println!(
            "{}  {:<10} {} (version {})",
            sent.message.due,
            sent.state.code(),
            sent.message.key,
            sent.version
        );
    }
    Ok(())
}

fn hears(name: &str) -> Result<Hears, String> {
    Hears::named(name).ok_or_else(|| "write messages, changes or both".to_owned())
}

async fn dead_letters(engine: &Engine, athlete: &str, retry: bool) -> Result<(), Failure> {
    let letters = engine.dead_letters(athlete).await?;
    if letters.is_empty() {
        println!("none: webhooks took everything");
    }
    for letter in letters {
        println!("{}  {} tries until {}: {}", letter.id, letter.tries, letter.ended, letter.why);
        if retry {
            engine.remove_dead_letter(athlete, &letter.id, true).await?;
        }
    }
    Ok(())
}
