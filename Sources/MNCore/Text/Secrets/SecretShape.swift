/// Secrets that are known by how they look, whatever their name.
///
/// The prefixes are those that the services document for scanners of secrets
/// (docs.github.com/en/code-security/secret-scanning, "Supported secret scanning patterns").
struct SecretShape: Sendable {
    private let prefix: [UInt8]
    /// The fewest bytes after the prefix.
    private let least: Int
    /// Whether dots and dashes belong to it too, not only letters, digits and underscores.
    private let isLoose: Bool

    /// Whether slashes do.
    private let isPath: Bool
    /// Whether it is of so many digits of base 16 in lower case, and no more.
    private let isHex: Bool

    private init(
        _ prefix: String, _ least: Int, loose: Bool = false, path: Bool = false, hex: Bool = false
    ) {
        self.prefix = Array(prefix.utf8)
        self.least = least
        isLoose = loose || path
        isPath = path
        isHex = hex
    }

    private static let all = [
        // Model hubs and language models.
        SecretShape("hf_", 16), SecretShape("api_org_", 16),
        SecretShape("sk-", 16, loose: true), SecretShape("nvapi-", 16, loose: true),
        SecretShape("gsk_", 16), SecretShape("r8_", 16), SecretShape("pplx-", 16),
        SecretShape("xai-", 16, loose: true), SecretShape("tgp_v1_", 16, loose: true),
        // Forges and registries.
        SecretShape("ghp_", 16), SecretShape("gho_", 16), SecretShape("ghu_", 16),
        SecretShape("ghs_", 16), SecretShape("ghr_", 16), SecretShape("github_pat_", 16),
        SecretShape("glpat-", 16, loose: true), SecretShape("gldt-", 16, loose: true),
        SecretShape("glrt-", 16, loose: true), SecretShape("glptt-", 16, loose: true),
        SecretShape("dckr_pat_", 16, loose: true), SecretShape("dckr_oat_", 16, loose: true),
        SecretShape("npm_", 16), SecretShape("pypi-", 16, loose: true),
        SecretShape("rubygems_", 16), SecretShape("ATBB", 16),
        SecretShape("ATATT3", 16, loose: true),
        // Clouds.
        SecretShape("AKIA", 16), SecretShape("ASIA", 16), SecretShape("AIza", 30, loose: true),
        SecretShape("ya29.", 16, loose: true), SecretShape("GOCSPX-", 16, loose: true),
        SecretShape("dop_v1_", 16), SecretShape("doo_v1_", 16), SecretShape("tfp_", 16),
        SecretShape("hvs.", 16, loose: true), SecretShape("hvb.", 16, loose: true),
        SecretShape("tskey-", 12, loose: true), SecretShape("EAAA", 40, loose: true),
        // Payments and messages.
        SecretShape("sk_live_", 10), SecretShape("rk_live_", 10), SecretShape("sk_test_", 10),
        SecretShape("rk_test_", 10), SecretShape("whsec_", 16), SecretShape("SG.", 20, loose: true),
        SecretShape("xoxb-", 10, loose: true), SecretShape("xoxp-", 10, loose: true),
        SecretShape("xoxa-", 10, loose: true), SecretShape("xoxr-", 10, loose: true),
        SecretShape("xoxs-", 10, loose: true), SecretShape("xapp-", 10, loose: true),
        SecretShape("shpat_", 16), SecretShape("shpss_", 16), SecretShape("sntrys_", 16),
        SecretShape("lin_api_", 16), SecretShape("glsa_", 16), SecretShape("dapi", 32),
        SecretShape("AGE-SECRET-KEY-", 16), SecretShape("eyJ", 0, loose: true),
        // Tools of teams and their builds.
        SecretShape("ntn_", 16), SecretShape("figd_", 16, loose: true),
        SecretShape("PMAK-", 16, loose: true), SecretShape("NRAK-", 16),
        SecretShape("HRKU-", 16, loose: true), SecretShape("squ_", 16), SecretShape("sqp_", 16),
        SecretShape("bkua_", 16), SecretShape("CCIPAT_", 16), SecretShape("pul-", 16),
        SecretShape("dp.st.", 16, loose: true), SecretShape("dp.pt.", 16, loose: true),
        SecretShape("pscale_pw_", 16, loose: true), SecretShape("pscale_tkn_", 16, loose: true),
        SecretShape("fo1_", 16, loose: true), SecretShape("fm2_", 16, loose: true),
        SecretShape("sq0atp-", 16, loose: true), SecretShape("sq0csp-", 16, loose: true),
        SecretShape("wandb_v1_", 16), SecretShape("ops_eyJ", 16, loose: true),
        SecretShape("atlasv1.", 16, loose: true),
        SecretShape("SK", 32, hex: true), SecretShape("key-", 32, hex: true),
        // Addresses that are secrets themselves.
        SecretShape("hooks.slack.com/services/", 8, path: true),
        SecretShape("discord.com/api/webhooks/", 8, path: true),
        SecretShape("discordapp.com/api/webhooks/", 8, path: true),
    ]

    /// By first byte, so that a long text costs little.
    private static let index: [[SecretShape]] = {
        var index = [[SecretShape]](repeating: [], count: 256)
        for shape in all { index[Int(shape.prefix[0])].append(shape) }
        return index
    }()

    /// Whether one begins with this byte.
    static func mayBegin(with byte: UInt8) -> Bool { !index[Int(byte)].isEmpty }

    /// Where words and their parts end, which many shapes in one word ask for.
    struct Ends {
        fileprivate var word = NextPlace()
        fileprivate var loose = NextPlace()
        fileprivate var path = NextPlace()
        fileprivate var dot = NextPlace()
        /// How many bytes were looked at.
        fileprivate(set) var looked = 0

        fileprivate mutating func end(
            _ ends: WritableKeyPath<Ends, NextPlace>, _ text: [UInt8], _ start: Int,
            while covers: (UInt8) -> Bool
        ) -> Int {
            if let known = self[keyPath: ends].known(start) { return known }
            var end = start
            while end < text.count, covers(text[end]) { end += 1 }
            looked += end - start
            self[keyPath: ends].note(end, from: start)
            return end
        }
    }

    /// The end of the secret that begins at a place, if one does; what stands before is no letter, digit
    /// or `_`.
    static func end(in text: [UInt8], at place: Int, _ ends: inout Ends) -> Int? {
        for shape in index[Int(text[place])] where text[place...].starts(with: shape.prefix) {
            let start = place + shape.prefix.count
            let part = shape.isPath ? \Ends.path : shape.isLoose ? \Ends.loose : \Ends.word
            let end = ends.end(part, text, start) { shape.covers($0) }
            // "eyJ" is how base64 of '{"' begins: a token has two or three such parts.
            if shape.prefix.starts(with: "eyJ".utf8) {
                let dot = ends.end(\Ends.dot, text, place) { $0 != UInt8(ascii: ".") }
                guard dot - place >= 8, dot < end else { continue }
                let second = text[(dot + 1)..<end].prefix(4)
                if second.count == 4, !second.contains(UInt8(ascii: ".")) { return end }
                // Encrypted ones have five, of which the second may be empty (RFC 7516, section 7.1).
                if text[place..<end].prefix(8192).count(where: { $0 == UInt8(ascii: ".") }) == 4 {
                    return end
                }
            } else if shape.isHex {
                let body = text[start..<end]
                if body.count == shape.least,
                    body.allSatisfy({ $0.isASCIIDigit || (97...102).contains($0) })
                {
                    return end
                }
            } else if end - start >= shape.least,
                shape.isPath || isRandom(text[start..<end].prefix(256))
            {
                return end
            }
        }
        return nil
    }

    /// Whether it is no phrase of words: `hf_hub_download_function_name`, `sk-learn-regression`.
    private static func isRandom(_ body: ArraySlice<UInt8>) -> Bool {
        let words = body.split { $0 == 45 || $0 == 95 || $0 == 46 }
        return words.count < 4
            || !words.allSatisfy { word in
                word.count < 12 && word.allSatisfy { (97...122).contains($0) }
            }
    }

    private func covers(_ byte: UInt8) -> Bool {
        byte.isWordByte || isLoose && byte.isNameByte
            || isPath && byte == UInt8(ascii: "/")
    }
}

extension UInt8 {
    /// A letter, a digit or `_`, of ASCII.
    var isWordByte: Bool {
        switch self {
        case 48...57, 65...90, 95, 97...122: true
        default: false
        }
    }
    /// What names of options, headers, hosts and keys are made of.
    var isNameByte: Bool { isWordByte || self == UInt8(ascii: "-") || self == UInt8(ascii: ".") }
}
