//! QR codes with what a device needs. One would be too dense to be read off a screen, so there are two: who it is and where it
//! connects to, and its key.

use qrcode::{EcLevel, QrCode, render::svg};
use serde_json::json;

use crate::api::Provisioned;

/// What every code says first, so that a reader knows what it reads.
const FORMAT: &str = "valmetal/1";

/// The smallest that a code is drawn, in units of its picture; the page scales it.
const SMALLEST: u32 = 400;

/// The codes as SVG: of the certificate, and of the key where there is one. None where it does not fit.
pub(super) fn codes(thing: &Provisioned, endpoint: Option<&str>) -> Option<(String, Option<String>)> {
    let certificate = json!({
        "format": FORMAT,
        "thingName": thing.thing_name,
        "endpoint": endpoint,
        "certificate": der(&thing.certificate_pem),
    });
    let key = thing.private_key.as_deref().map(|pem| {
        json!({"format": FORMAT, "thingName": thing.thing_name, "privateKey": {"label": label(pem), "der": der(pem)}})
    });
    let key = match key {
        Some(key) => Some(drawn(&key.to_string())?),
        None => None,
    };
    Some((drawn(&certificate.to_string())?, key))
}

/// What stands between the lines of a PEM: its DER in base64.
fn der(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect()
}

/// What a PEM says that it is, such as `RSA PRIVATE KEY`.
fn label(pem: &str) -> &str {
    let begin = pem.lines().find_map(|line| line.trim().strip_prefix("-----BEGIN "));
    begin.and_then(|line| line.strip_suffix("-----")).unwrap_or_default()
}

fn drawn(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    Some(code.render::<svg::Color<'_>>().min_dimensions(SMALLEST, SMALLEST).build())
}

#[cfg(test)]
mod tests {
    use super::{codes, der, label};
    use crate::api::Provisioned;

    const PEM: &str = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\nBBBB\n-----END RSA PRIVATE KEY-----\n";

    #[test]
    fn a_pem_is_its_label_and_its_base64() {
        assert_eq!((label(PEM), der(PEM).as_str()), ("RSA PRIVATE KEY", "AAAABBBB"));
    }

    #[test]
    fn a_certificate_and_a_key_of_2048_bits_fit() {
        let pem = |label: &str, length: usize| {
            format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", "a".repeat(length))
        };
        let thing = |certificate| Provisioned {
            thing_name: "mixer-01".to_owned().try_into().unwrap(),
            certificate_id: "id".into(),
            certificate_pem: pem("CERTIFICATE", certificate),
            private_key: Some(pem("RSA PRIVATE KEY", 1_592)),
        };
        let (certificate, key) = codes(&thing(1_200), Some("iot.example:8883")).expect("it fits");
        assert!(certificate.contains("<svg") && key.is_some_and(|key| key.contains("<svg")));
        assert!(codes(&thing(4_000), None).is_none(), "what does not fit is not drawn");
    }
}
