/** The configuration of a SIP registrar and proxy that stands in for the cloud's, as far as clients see it. */
export interface KamailioOptions {
  readonly folder: string
  /** Of the secure WebSocket. */
  readonly port: number
  /** Of its remote control: plain HTTP, on this machine only. */
  readonly controlPort: number
  readonly cloudId: string
  /** How long a registration is granted at most, in seconds. The library renews it 3 seconds before. */
  readonly longestRegistration: number
}

const modules = [
  "tls",
  "kex",
  "tm",
  "sl",
  "rr",
  "pv",
  "maxfwd",
  "usrloc",
  "registrar",
  "textops",
  "textopsx",
  "siputils",
  "nathelper",
  "xhttp",
  "websocket",
  "xlog",
  "htable",
  "jsonrpcs"
]

/**
 * Tokens are those in the hash table `tokens`, which a test fills and empties by remote control: a key is a token,
 * its value the client that it is for. Services are made up: `busy` is, all others do not exist.
 */
export const kamailioConfig = (options: KamailioOptions): string => `#!KAMAILIO
debug=1
log_stderror=yes
children=1
tcp_children=2
auto_aliases=no
disable_core_dump=yes
tcp_accept_no_cl=yes
tcp_connection_lifetime=600
enable_tls=yes
listen=tls:127.0.0.1:${options.port}
listen=tcp:127.0.0.1:${options.controlPort}
${modules.map((name) => `loadmodule "${name}.so"`).join("\n")}
# The default is too old for Chromium.
modparam("tls", "tls_method", "TLSv1.2+")
modparam("tls", "certificate", "${options.folder}/certificate.pem")
modparam("tls", "private_key", "${options.folder}/key.pem")
modparam("usrloc", "db_mode", 0)
modparam("registrar", "max_expires", ${options.longestRegistration})
modparam("nathelper|registrar", "received_avp", "$avp(RECEIVED)")
modparam("htable", "htable", "tokens=>size=6;")
modparam("jsonrpcs", "transport", 1)

event_route[xhttp:request] {
  if ($Rp == ${options.controlPort}) {
    jsonrpc_dispatch();
  } else {
    ws_handle_handshake();
  }
}

route[CHECK_TOKEN] {
  $var(token) = $(hdr(Authorization){s.substr,7,0});
  if ($sht(tokens=>$var(token)) != $fU) {
    xlog("L_NOTICE", "refused $rm $fU\\n");
    append_to_reply("WWW-Authenticate: Bearer error=\\"invalid_token\\"\\r\\n");
    sl_send_reply("401", "Unauthorized");
    exit;
  }
}

request_route {
  if (!mf_process_maxfwd_header("10")) {
    sl_send_reply("483", "Too Many Hops");
    exit;
  }
  if (is_method("OPTIONS") && is_present_hf("X-AculabTurnRequest")) {
    set_reply_body("[]", "application/json");
    sl_send_reply("200", "OK");
    exit;
  }
  if (is_method("REGISTER")) {
    fix_nated_register();
    # To leave, no token is needed.
    if ($hdr(Contact) =~ "expires=0") {
      save("location");
      xlog("L_NOTICE", "left $fU\\n");
      exit;
    }
    route(CHECK_TOKEN);
    # One page a client: the next takes its place.
    save("location", "0x04");
    xlog("L_NOTICE", "registered $fU $(hdr(Authorization){s.substr,-20,20})\\n");
    exit;
  }
  if (is_method("CANCEL")) {
    if (t_check_trans()) t_relay();
    exit;
  }
  if (has_totag()) {
    if (loose_route()) {
      handle_ruri_alias();
    } else if (is_method("ACK")) {
      if (!t_check_trans()) exit;
    }
    if (is_method("INVITE")) add_contact_alias();
    t_relay();
    exit;
  }
  if (is_method("INVITE")) {
    if ($rd == "sip-${options.cloudId}.aculab.com") {
      if ($rU == "busy") {
        sl_send_reply("486", "Busy Here");
      } else {
        sl_send_reply("404", "Not Found");
      }
      exit;
    }
    route(CHECK_TOKEN);
    # The token is the caller's, and none of the other side's business.
    remove_hf("Authorization");
    add_contact_alias();
    record_route();
    if (!lookup("location")) {
      sl_send_reply("404", "Not Found");
      exit;
    }
    t_on_reply("ANSWERS");
    t_relay();
    exit;
  }
  sl_send_reply("405", "Method Not Allowed");
}

onreply_route[ANSWERS] {
  add_contact_alias();
}
`
