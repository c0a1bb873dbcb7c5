//! Addresses in the settings: where to listen, and where people reach the server.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};

/// An address and port as numbers, or by the name of a machine. A name of several addresses means the first of IPv4, which is
/// what browsers and probes on the same machine try.
pub(super) fn address(text: &str) -> Option<SocketAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let mut found: Vec<SocketAddr> = text.to_socket_addrs().ok()?.collect();
    found.sort_by_key(SocketAddr::is_ipv6);
    found.first().copied()
}

/// The folder of a host, as `/isotone`, from how people write it; `None` when it cannot be one.
pub(super) fn sub_path(text: &str) -> Option<String> {
    let names: Vec<&str> = text.split('/').filter(|name| !name.is_empty()).collect();
    let plain = |name: &&str| {
        **name != *"."
            && **name != *".."
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~".contains(c))
    };
    names.iter().all(plain).then(|| names.iter().map(|name| format!("/{name}")).collect())
}

/// The path of an address, with its `/` at the front; empty when it has none.
pub(super) fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

/// The host of an address, without its port.
pub(super) fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or_default();
    host.rsplit_once(':')
        .filter(|(_, port)| port.chars().all(|c| c.is_ascii_digit()))
        .map_or(host, |(host, _)| host)
}

pub(super) fn is_local(url: &str) -> bool {
    ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|start| url.starts_with(start))
}

/// An address that a browser on this machine can open: a server on all addresses is reached on the loopback one.
pub(crate) fn reachable(mut listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        let own = if listen.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() };
        listen.set_ip(own);
    }
    listen
}
