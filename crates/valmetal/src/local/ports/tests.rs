use std::net::TcpListener;

use super::{listening_inodes, require_free};

#[test]
fn a_busy_port_is_refused_with_its_number_its_purpose_and_the_way_out() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();

    let message = require_free(port, "the front door").unwrap_err().to_string();

    assert!(message.contains(&port.to_string()) && message.contains("the front door"), "{message}");
    assert!(message.contains("--port-base"), "{message}");
    #[cfg(target_os = "linux")]
    assert!(message.contains(&format!("process {}", std::process::id())), "{message}");

    drop(listener);
    require_free(port, "the front door").unwrap();
}

#[test]
fn only_listening_sockets_of_the_port_count() {
    let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
                 0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4711 1 0 100 0 0 10 0\n\
                 1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000 0 0 4712 1 0 100 0 0 10 0\n\
                 2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4713 1 0 100 0 0 10 0\n";
    assert_eq!(listening_inodes(table, 8080), ["4711"]);
}
