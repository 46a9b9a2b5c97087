//! What is refused, what follows from what, and in which order sources count.

use std::{collections::BTreeSet, net::IpAddr};

use clap::Args as _;

use super::{Config, ConfigError, Layer, Network, Origin};

/// The example that whoever runs a server begins with.
const EXAMPLE: &str = include_str!("../../../docs/confab.toml");

fn layer(toml: &str) -> Layer {
    toml::from_str(toml).expect("a layer")
}

fn refused(toml: &str) -> ConfigError {
    match Config::from_layer(layer(toml)) {
        Ok(config) => panic!("accepted: {config}"),
        Err(error) => error,
    }
}

#[test]
fn the_defaults_are_for_this_machine_only() {
    let config = Config::from_layer(Layer::default()).expect("the defaults hold");
    assert!(config.listen.ip().is_loopback() && config.admin_listen.ip().is_loopback());
    assert!(!config.demo && !config.is_insecure());
    assert_eq!(config.password_chars, 15);
    assert_eq!(
        config.limits.sign_ins_per_minute, 0,
        "any number, on one's own machine"
    );
    let public = layer(
        "listen = \"0.0.0.0:80\"\npublic-url = [\"https://chat.example.org\"]\ntrusted-proxy = [\"10.0.0.1\"]",
    );
    let public = Config::from_layer(public).expect("behind a proxy");
    assert_eq!(public.limits.sign_ins_per_minute, 20);
    assert!(!public.is_insecure());
}

#[test]
fn the_first_source_that_speaks_counts() {
    let flags = layer("max-connections = 1");
    let file = layer("max-connections = 2\nmax-connections-per-ip = 2");
    let config = Config::from_layer(flags.or(file)).expect("sound");
    assert_eq!(config.limits.connections, 1);
    assert_eq!(config.limits.connections_per_ip, 2);
    assert_eq!(config.limits.connections_per_user, 32);
}

#[test]
fn plain_http_beyond_this_machine_wants_saying_so() {
    assert!(matches!(
        refused("listen = \"0.0.0.0:80\""),
        ConfigError::PlainHttp { .. }
    ));
    let https = "listen = \"[::]:80\"\npublic-url = [\"https://chat.example.org\"]";
    assert!(
        matches!(refused(https), ConfigError::PlainHttp { .. }),
        "TLS, but no proxy that makes it"
    );
    let bare = "listen = \"0.0.0.0:80\"\ninsecure-http = true";
    assert!(matches!(refused(bare), ConfigError::NoPublicUrl { .. }));
    let said =
        layer("listen = \"0.0.0.0:80\"\ninsecure-http = true\npublic-url = [\"http://chat.lan\"]");
    assert!(
        Config::from_layer(said)
            .expect("as they wish")
            .is_insecure()
    );
}

#[test]
fn a_demo_stays_on_this_machine() {
    let demo = "demo = true\nlisten = \"192.168.1.2:80\"\ninsecure-http = true\npublic-url = [\"http://chat.lan\"]";
    assert!(matches!(refused(demo), ConfigError::DemoInPublic { .. }));
    assert!(Config::from_layer(layer("demo = true\nlisten = \"[::1]:80\"")).is_ok());
}

#[test]
fn numbers_out_of_bounds_are_named() {
    for (toml, allowed) in [
        ("password-chars = 7", "8 to 64"),
        ("password-chars = 65", "8 to 64"),
        ("password-memory-mib = 18", "19 to 1024"),
        ("max-connections = 0", "at least 1"),
        ("messages-per-second = 0", "at least 1"),
    ] {
        assert!(refused(toml).to_string().contains(allowed), "{toml}");
    }
    let mixed = "public-url = [\"https://a.example\", \"http://b.example\"]";
    assert!(matches!(refused(mixed), ConfigError::MixedPublicUrls));
}

#[test]
fn a_word_that_registration_does_not_know_is_refused() {
    let error = toml::from_str::<Layer>("registration = \"opne\"").unwrap_err();
    assert!(error.to_string().contains("“open” or “closed”"), "{error}");
}

#[test]
fn what_is_shown_means_the_same() {
    let config = Config::from_layer(layer(
        "listen = \"0.0.0.0:80\"\npublic-url = [\"https://chat.example.org\"]\ntrusted-proxy = [\"10.0.0.0/8\"]\nregistration = \"open\"\n\
         password-chars = 12\npassword-memory-mib = 19\nlog = \"info,backend=\\\"debug\\\"\"\nlog-format = \"json\"",
    ))
    .expect("sound");
    let again = Config::from_layer(layer(&config.to_string())).expect("sound");
    assert_eq!(config, again);
}

#[test]
fn an_origin_is_written_as_browsers_write_it() {
    for (given, meant) in [
        ("https://Chat.Example.org", "https://chat.example.org"),
        ("HTTPS://chat.example.org/", "https://chat.example.org"),
        ("https://chat.example.org:443", "https://chat.example.org"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        (
            "https://chat.example.org:8443",
            "https://chat.example.org:8443",
        ),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ] {
        let origin: Origin = given.parse().expect("an origin");
        assert_eq!(origin.to_string(), meant, "{given}");
        assert!(origin.websocket().starts_with("ws"));
    }
    for wrong in [
        "",
        "chat.example.org",
        "ftp://chat.example.org",
        "https://",
        "https://chat.example.org/app",
        "https://user@chat.example.org",
        "https://chat.example.org:0",
        "https://chat.example.org:99999",
        "https://chat.example.org?x",
        "https://[::1",
        "https://[nonsense]",
        "https://*.example.org",
    ] {
        assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
    }
}

#[test]
fn a_network_holds_its_addresses() {
    let holds = |network: &str, address: &str| {
        let network: Network = network.parse().expect("a network");
        network.contains(address.parse::<IpAddr>().expect("an address"))
    };
    assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.1"));
    assert!(holds("10.0.0.1", "10.0.0.1") && !holds("10.0.0.1", "10.0.0.2"));
    assert!(holds("10.0.0.1", "::ffff:10.0.0.1"));
    assert!(holds("0.0.0.0/0", "203.0.113.7") && !holds("0.0.0.0/0", "2001:db8::1"));
    assert!(holds("fd00::/8", "fd12::1") && !holds("fd00::/8", "fe80::1"));
    assert!(holds("::/0", "2001:db8::1"));
    for wrong in [
        "",
        "10.0.0.0/33",
        "10.0.0/8",
        "fd00::/129",
        "10.0.0.0/-1",
        "proxy.lan",
    ] {
        assert!(wrong.parse::<Network>().is_err(), "{wrong}");
    }
}

/// A line of the example that is a setting, be it switched off by a `#`.
fn setting(line: &str) -> Option<&str> {
    let line = line.strip_prefix("# ").unwrap_or(line);
    let (name, _) = line.split_once(" = ")?;
    let plain = |c: char| c.is_ascii_lowercase() || c == '-';
    name.chars().all(plain).then_some(line)
}

#[test]
fn the_example_holds_and_what_is_switched_off_in_it_is_the_default() {
    let example = Config::from_layer(layer(EXAMPLE)).expect("the example holds");
    let all: Vec<&str> = EXAMPLE.lines().filter_map(setting).collect();
    let all = Config::from_layer(layer(&all.join("\n"))).expect("all of it holds");
    assert_eq!(all, example);
    assert!(!example.public_urls.is_empty() && !example.trusted_proxies.is_empty());
}

#[test]
fn the_example_and_the_readme_have_every_setting() {
    let arguments = Layer::augment_args(clap::Command::new("confab"));
    let known: BTreeSet<(&str, &str)> = arguments
        .get_arguments()
        .filter_map(|argument| Some((argument.get_long()?, argument.get_env()?.to_str()?)))
        .collect();
    assert!(known.contains(&("listen", "CONFAB_LISTEN")), "{known:?}");
    let flags: BTreeSet<&str> = known.iter().map(|(flag, _)| *flag).collect();
    let names = EXAMPLE
        .lines()
        .filter_map(setting)
        .filter_map(|line| line.split(' ').next());
    assert_eq!(names.collect::<BTreeSet<_>>(), flags);
    let rows = include_str!("../../../README.md")
        .lines()
        .filter_map(|line| {
            let (flag, rest) = line.strip_prefix("| `--")?.split_once("` | `")?;
            Some((flag, rest.split('`').next()?))
        });
    assert_eq!(rows.collect::<BTreeSet<_>>(), known);
}
