//! Where messages may be sent: not into the operator's own network.
//!
//! Addresses of channels are typed by people or come from browsers. A server that posts to whatever it is given would post to
//! the machines behind its firewall too. So the name is resolved here, each address of it is judged, and the connection goes
//! to the address that was judged: a name that changes its mind in between gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Which hosts inside the operator's own network may be sent to.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    allowed: Vec<String>,
}

impl Guard {
    /// Public hosts, and these: names or addresses, with a port or without, such as `ntfy.lan` or `10.0.0.7:8080`.
    pub fn allowing(hosts: impl IntoIterator<Item = String>) -> Self {
        Self { allowed: hosts.into_iter().map(|host| host.to_ascii_lowercase()).collect() }
    }

    /// Whether a host was named, by itself or with this port.
    pub fn allows(&self, host: &str, port: u16) -> bool {
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        self.allowed.iter().any(|allowed| {
            *allowed == host || *allowed == format!("{host}:{port}") || *allowed == format!("[{host}]:{port}")
        })
    }

    /// Whether a host was named, whatever its port; names are resolved before the port is known.
    fn allows_name(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.allowed.iter().any(|allowed| allowed.split(':').next() == Some(host.as_str()))
    }

    /// Why an address cannot be sent to; nothing where it can. The name is not resolved: that is done when sending.
    ///
    /// # Errors
    /// In words.
    pub(crate) fn check(&self, url: &reqwest::Url) -> Result<(), String> {
        let host = url.host_str().ok_or("write an address with a host, such as https://example.org/hook")?;
        let port = url.port_or_known_default().unwrap_or(443);
        if self.allows(host, port) {
            return Ok(());
        }
        if url.scheme() != "https" {
            return Err("write an address that begins with https://".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("leave the name and password out of the address".to_owned());
        }
        let literal = host.trim_matches(['[', ']']).parse::<IpAddr>();
        if literal.is_ok_and(|ip| !is_public(ip)) || is_inside(host) {
            return Err(format!(
                "'{host}' is inside a private network. The operator can allow it by the setting notify_private"
            ));
        }
        Ok(())
    }
}

/// Names that only mean something inside.
fn is_inside(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "localhost"
        || [".localhost", ".local", ".internal", ".lan", ".home.arpa"].iter().any(|end| host.ends_with(end))
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, host) = (self.clone(), name.as_str().to_owned());
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let judged: Vec<SocketAddr> = if guard.allows_name(&host) {
                found
            } else {
                found.into_iter().filter(|address| is_public(address.ip())).collect()
            };
            if judged.is_empty() {
                return Err(format!("'{host}' leads into a private network").into());
            }
            Ok(Box::new(judged.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public internet: not of this machine, a private network, a link, a test, or one that hides
/// such an address in itself (IPv4 in IPv6, NAT64, 6to4, Teredo).
///
/// ```
/// # use connect::notify::is_public;
/// assert!(is_public("1.1.1.1".parse()?));
/// assert!(!is_public("169.254.169.254".parse()?));
/// assert!(!is_public("::ffff:127.0.0.1".parse()?));
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        // Shared by carriers (RFC 6598), protocol assignments, 6to4 relays, benchmarks.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19));
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        // Teredo and other special assignments; documentation.
        [0x2001, second, ..] => second >= 0x0200 && second != 0x0db8,
        // Only 2000::/3 is routed in public; what is special in it is above, but for the new documentation prefix.
        [0x3fff, second, ..] => second >= 0x1000,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trap_12_addresses_of_the_inside_are_not_public() {
        for inside in [
            "127.0.0.1",
            "127.8.9.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "fec0::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "64:ff9b:1::1",
            "3fff::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in [
            "1.1.1.1",
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860::8888",
        ] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn trap_12_an_address_is_https_to_the_outside_unless_the_operator_names_the_host() {
        let guard = Guard::allowing(["127.0.0.1:8080".to_owned(), "NTFY.lan".to_owned()]);
        let check = |url: &str| guard.check(&url.parse().unwrap());
        for accepted in [
            "https://example.org/hook",
            "https://example.org:8443/",
            "http://127.0.0.1:8080/x",
            "http://ntfy.lan/",
        ] {
            assert_eq!(check(accepted), Ok(()), "{accepted}");
        }
        for refused in [
            "http://example.org/",
            "https://127.0.0.1/",
            "https://127.0.0.1:8081/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://169.254.169.254/latest",
            "https://100.64.0.1/",
            "https://localhost/",
            "https://printer.local/",
            "https://db.internal/",
            "https://user:pw@example.org/",
            "ftp://example.org/",
        ] {
            assert!(check(refused).is_err(), "{refused}");
        }
    }

    #[tokio::test]
    async fn trap_12_a_name_that_leads_inside_is_not_resolved() {
        let resolve = |guard: Guard| async move {
            guard.resolve("localhost".parse().unwrap()).await.map(Iterator::count)
        };
        let refused = resolve(Guard::default()).await.unwrap_err().to_string();
        assert!(refused.contains("private network"), "{refused}");
        assert!(resolve(Guard::allowing(["localhost:8080".to_owned()])).await.unwrap() > 0);
    }
}
