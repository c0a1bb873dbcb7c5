//! Where a request comes from, for counting.

use std::net::{IpAddr, Ipv6Addr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

use crate::Peer;

/// The address a request comes from: the connection's, or what the reverse proxy added last where one is trusted. Of an
/// IPv6 address only the network counts, since one household has 2⁶⁴ of them.
pub(crate) fn address(headers: &HeaderMap, extensions: &Extensions, behind_proxy: bool) -> Option<IpAddr> {
    let forwarded = || {
        let line = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        line.rsplit(',').next()?.trim().parse().ok()
    };
    let connected = extensions.get::<ConnectInfo<Peer>>().map(|connection| connection.0.0.ip());
    let address = if behind_proxy { forwarded().or(connected) } else { connected };
    address.map(|address| match address {
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => {
                let [a, b, c, d, ..] = six.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        },
        four => four,
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn what_a_client_says_of_itself_counts_only_behind_a_proxy_and_only_the_last_word() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("1.1.1.1, 203.0.113.7"));
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(Peer(([127, 0, 0, 1], 9).into())));
        let text = |behind| address(&headers, &extensions, behind).unwrap().to_string();
        assert_eq!(text(false), "127.0.0.1");
        assert_eq!(text(true), "203.0.113.7");
    }

    #[test]
    fn a_household_of_ipv6_counts_once() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("2001:db8:1:2:aaaa::1"));
        let found = address(&headers, &Extensions::new(), true).unwrap();
        assert_eq!(found.to_string(), "2001:db8:1:2::");
    }
}
