use super::*;

fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// The example of RFC 8291, appendix A.
#[test]
fn the_example_of_the_rfc_comes_out_as_it_is_there() {
    let browser =
        bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
    let sender =
        bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
    let secret = bytes("BTBZMqHH6r4Tts7J_aSIgg");
    let shared = bytes("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
    let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
    let parties = Parties { browser: &browser, secret: &secret, sender: &sender };

    let message = seal(&parties, &shared, salt, b"When I grow up, I want to be a watermelon").unwrap();

    let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8\
                    wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
    assert_eq!(URL_SAFE_NO_PAD.encode(message), expected);
}

#[test]
fn a_message_fits_into_what_push_services_take() {
    let parties = Parties { browser: &[4; 65], secret: &[1; 16], sender: &[4; 65] };
    let longest = seal(&parties, &[7; 32], [0; 16], &vec![b'x'; MAX_TEXT]).unwrap();
    assert_eq!(longest.len(), RECORD_SIZE as usize);
    let too_long = seal(&parties, &[7; 32], [0; 16], &vec![b'x'; MAX_TEXT + 1]);
    assert!(matches!(too_long, Err(EncryptionError::TooLong)));
}

#[test]
fn a_key_that_is_no_point_of_the_curve_is_refused() {
    let to: PushSubscription = serde_json::from_value(serde_json::json!({
        "endpoint": "https://fcm.googleapis.com/x",
        "p256dh": URL_SAFE_NO_PAD.encode([4; 65]),
        "auth": URL_SAFE_NO_PAD.encode([0; 16]),
    }))
    .unwrap();
    assert!(matches!(encrypt(&to, b"text"), Err(EncryptionError::Crypto)));
}
