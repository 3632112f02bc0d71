/// Which names stand before a secret: those of variables, keys, headers and options.
///
/// A name is read as words, apart at separators and at capitals (`hfToken`, `X-Api-Key`, `DB_PASS`), so
/// that `compass` and `tokenizer` are none.
enum SecretName {
    /// Whether what stands under this name is a secret.
    static func isSecret(_ name: some StringProtocol) -> Bool {
        // A longer one is no name that anybody gave.
        guard name.utf8.count <= 256 else { return false }
        let words = words(name.utf8)
        // A challenge says how to show who one is.
        if words.count == 2, words[1] == "authenticate" { return false }
        guard let last = words.last else { return false }
        let plain = words.flatMap { Array($0.utf8) }
        if parts.begin(somewhere: plain) { return true }
        for (index, word) in words.enumerated() where whole.contains(word) {
            // What a model reads and writes is called so too.
            if index > 0, word.hasPrefix("token"), harmlessBeforeToken.contains(words[index - 1]) {
                continue
            }
            if index + 1 == words.count || !harmlessAfter.contains(words[index + 1]) { return true }
        }
        if !whole.contains(last), endings.contains(where: { plain.ends(with: $0) }) { return true }
        // Most keys open something; these name or order something.
        guard keys.contains(last), words.count > 1 else { return false }
        return !harmlessBeforeKey.contains(words[words.count - 2])
    }

    /// Parts of a name that need no bounds.
    private static let parts = NameParts([
        "password", "passwd", "passphrase", "passcode", "secret", "credential", "apikey",
        "accesskey", "privatekey", "authorization", "signature", "connectionstring", "connstr",
        "sessionid", "sessid", "webhook", "hookurl", "passwort", "kennwort", "motdepasse",
        "contrasen",
        "passkey", "recoverycode", "backupcode", "accesscode", "activationcode", "unlockcode",
        "mnemonic", "keydata", "authenticat", "serviceaccount", "codeverifier",
        "securestring", "sharedkey", "authkey", "masterkey", "encryptionkey", "signingkey",
    ])

    /// Words that are a secret's name by themselves.
    private static let whole: Set<String> = [
        "assertion", "auth", "authn", "authz", "bearer", "cookie", "csrf", "hmac", "pepper", "pin",
        "pswd",
        "sid", "senha", "xsrf", "cookies", "cred", "creds", "dsn", "jwt", "oauth", "otp",
        "pass", "passwords",
        "pat", "psk", "pw", "pwd", "sas", "sig", "token", "tokens", "totp",
    ]

    /// What makes a word above the name of something else: `token_count`, `auth_type`, `pass_rate`.
    private static let harmlessAfter: Set<String> = [
        "algorithm", "attempts", "backend", "budget", "by", "count", "counts", "domain", "embd",
        "enabled", "endpoint", "error", "errors", "failed", "failure", "expires", "expiry", "host",
        "id", "ids", "length", "limit",
        "method", "mode", "per", "plugin", "port", "provider", "rate", "realm", "required",
        "retries", "scheme", "server", "size", "store", "timeout", "ttl", "type", "types", "uri",
        "url",
        "usage", "user", "username", "window",
    ]

    /// What makes a token a piece of text: `eos_token`, `prompt_tokens`.
    private static let harmlessBeforeToken: Set<String> = [
        "accepted", "audio", "bos", "cached", "cls", "completion", "draft", "end", "eos", "eot",
        "first", "generated", "image", "input", "last", "mask", "max", "min", "n", "new", "next",
        "num", "output", "pad", "predicted", "prompt", "reasoning", "rejected", "sep", "special",
        "start", "stop", "text", "thinking", "top", "total", "unexpected", "unk",
    ]

    /// Ends of names that were written without a separator.
    private static let endings = [
        "token", "passwd", "apikeys", "secretkey", "appkey", "openaikey", "instrumentationkey",
        "bindpw", "rootpw", "userpw", "dbpw", "dbpass", "userpass", "adminpass", "newpass",
        "mypass",
        "pgpass", "storepass", "keypass", "rootpass", "sshpass", "requirepass", "masterauth",
    ].map { Array($0.utf8) }

    private static let keys: Set<String> = ["key", "keys"]

    /// What makes a key the name of something else.
    private static let harmlessBeforeKey: Set<String> = [
        "arrow", "cache", "child", "column", "composite", "config", "data", "dict", "env", "expert",
        "feature", "first", "foreign", "group", "hash", "head", "hot", "index", "json", "label",
        "last", "locale", "lookup", "map", "merges", "next", "num", "object", "parent", "partition",
        "previous", "primary", "pub", "public", "registry", "row", "shift", "shortcut", "sort",
        "this", "translation", "unique", "value", "variable", "xml",
    ]

    /// The words of a name in lower case.
    private static func words(_ name: some Sequence<UInt8>) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        var before: UInt8 = 0
        func flush() {
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            word = []
        }
        let bytes = Array(name)
        for (index, byte) in bytes.enumerated() {
            let isUpper = (65...90).contains(byte)
            let isLetter = isUpper || (97...122).contains(byte) || byte >= 128
            if !isLetter {
                // A number ends a word, and is none: API_KEY_2.
                flush()
            } else {
                let next = index + 1 < bytes.count ? bytes[index + 1] : 0
                let isHump =
                    isUpper
                    && ((97...122).contains(before)
                        || (65...90).contains(before) && (97...122).contains(next))
                if isHump { flush() }
                word.append(isUpper ? byte + 32 : byte)
            }
            before = byte
        }
        flush()
        return words
    }
}

/// Words that are looked for inside another, by their first bytes: a name is asked for at each `=` and `:`.
private struct NameParts: Sendable {
    private var parts = [[[UInt8]]](repeating: [], count: 256)

    init(_ words: [String]) {
        for word in words.map({ Array($0.utf8) }) { parts[Int(word[0])].append(word) }
    }

    /// Whether one of them stands in the name.
    func begin(somewhere name: [UInt8]) -> Bool {
        name.indices.contains { place in
            parts[Int(name[place])].contains { name[place...].starts(with: $0) }
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with ending: [UInt8]) -> Bool {
        count >= ending.count && self[(count - ending.count)...].elementsEqual(ending)
    }
}
