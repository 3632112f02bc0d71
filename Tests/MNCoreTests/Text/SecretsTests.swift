import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `A secret` {
    /// A token of each service that has a shape of its own; none is one.
    static let shapes = [
        "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH", "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "gho_abcdefghijklmnopqrstuvwxyz0123456789", "ghs_abcdefghijklmnopqrstuvwxyz0123456789",
        "github_pat_11ABCDEFG0abcdefghij_klmnopqrstuvwxyz", "glpat-abcdefghij-klmnopqrst",
        "AKIAABCDEFGHIJKLMNOP", "ASIAABCDEFGHIJKLMNOP", "AIzaSyA-abcdefghijklmnopqrstuvwxyz012345",
        "sk-abcdefghijklmnopqrstuvwxyz012345", "sk-proj-abc-def_ghijklmnopqrstuvwxyz",
        "sk-ant-api03-abcdefghijklmnopqrst-uvwxyz", "nvapi-abcdefghijklmnop-qrstuvwxyz_0123",
        "dckr_pat_abcdefghijklmnopqrstuvwxyz0", "npm_abcdefghijklmnopqrstuvwxyz0123456789",
        "xoxb-123456789012-abcdefghijkl", "sk_live_abcdefghijklmnopqrstuvwx",
        "SG.abcdefghijklmnop.qrstuvwxyz0123456789", "hvs.abcdefghijklmnopqrstuvwxyz",
        "gsk_abcdefghijklmnopqrstuvwxyz", "r8_abcdefghijklmnopqrstuvwxyz",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefghijklmnopqrstuvwx-yz_01",
    ]

    @Test(arguments: shapes) func `is known by its shape, whatever its name`(token: String) {
        for text in [
            "\(token)", "pulling with \(token) now", "{\"x\":\"\(token)\"}", "a=\(token)&b",
        ] {
            let masked = Secrets().masked(text)
            #expect(!masked.contains(token.suffix(12)), "\(masked)")
            #expect(masked.contains(Secrets.mask))
        }
    }

    /// Names under which a value is a secret.
    static let names = [
        "password", "PASSWD", "pwd", "DB_PASS", "pass", "passphrase", "passcode", "api_key",
        "apiKey",
        "API-KEY-2", "OPENAI_KEY", "secret", "client_secret", "SecretKey", "token", "accessToken",
        "HF_TOKEN", "refresh_token", "X-Auth-Token", "auth", "MY_AUTH", "Authorization",
        "Proxy-Authorization", "credential", "credentials", "AWS_SECRET_ACCESS_KEY", "private_key",
        "privateKey", "access_key", "cookie", "Set-Cookie", "bearer", "dsn", "SENTRY_DSN", "jwt",
        "signature", "sig", "connection_string", "ConnectionString", "session_id", "webhook_url",
        "encryption-key", "ssh_key", "licenseKey", "psk", "pat", "creds",
    ]

    @Test(arguments: names) func `is what stands under its name`(name: String) throws {
        let value = "canary-7f3a9"
        for text in [
            "\(name)=\(value)", "\(name): \(value)", "\"\(name)\": \"\(value)\"",
            "{\\\"\(name)\\\": \\\"\(value)\\\"}", "x=1&\(name)=\(value)&y=2", "--\(name) \(value)",
            "--\(name)=\(value)", "export \(name)=\(value)", "a: 1, \(name): \(value), b: 2",
            "'\(name)': '\(value)'", "\(name) = \(value)", "\(name) => \(value)",
        ] {
            #expect(!Secrets().masked(text).contains(value), "\(text)")
        }
        for document: JSON in [
            [name: .string(value)], [name: [.string(value)]], [name: ["inner": .string(value)]],
            [["name": .string(name), "value": .string(value)]],
            [["key": .string(name), "val": .string(value)]], [.string(name), .string(value)],
            ["env": [.string("\(name)=\(value)")]],
            ["text": .string("{\"\(name)\": \"\(value)\"}")],
        ] {
            let masked = Secrets().masked(document).text(.canonical)
            #expect(!masked.contains(value), "\(masked)")
        }
        #expect(Secrets().masked(name, value) == Secrets.mask)
        // Found again wherever it stands.
        let known = Secrets(environment: [name: value])
        #expect(known.masked("it said \(value)!") == "it said [redacted]!")
        #expect(Secrets([[name: .string(value)]]).masked("<\(value)>") == "<[redacted]>")
    }

    @Test(arguments: [
        "curl -u me:canary-1 http://h", "docker run --user me:canary1 x",
        "said Bearer canary-12345.x",
        "basic Y2FuYXJ5OmNhbmFyeQ== is it", "machine h login me password canary",
        "Basic canaryCANARY",
        "-H 'X-Api-Key: canarycanary'", "Server=h;AccountKey=canary==;X=1", "redis://:canary@h/0",
        "jdbc:pg://h/d?user=u&password=canary&x=1", "mongodb+srv://u:canary@h/d",
        "a, api_key: canary, b",
        "[\"-e\", \"DB_PASSWORD=canary\"]", "password = 'canary with blanks'",
        "PASSWORD=canary with blanks",
        "password: canary with blanks", "secret := canary-1", "<password>canary-1</password>",
        "a {\"api_key\": [\"canary-1\", \"canary-2\"], \"b\": 1}",
        "a {\"auth\": {\"x\": {\"y\": \"canary\"}}}",
        "DB_PASSWORT=canary1", "PGPASS=canary1", "csrf=canary1", "client-key-data: canary1",
        "PIN=9canary", "\"pwd\":\"can\\\"ary\"",
    ]) func `is found however it is written`(text: String) {
        #expect(!Secrets().masked(text).contains("canary"), "\(Secrets().masked(text))")
        #expect(!Secrets().masked(text).contains("ary\""), "\(Secrets().masked(text))")
    }

    /// What looks like a name of a secret and is none.
    static let plain = [
        "max_tokens=4096", "prompt_tokens: 12", "tokenizer=gpt2",
        "\"tokenizer.ggml.model\": \"gpt2\"",
        "author: somebody", "authority=example.com", "compass=north", "bypass=yes",
        "primary_key: id",
        "keyboard=us", "monkey: see", "PWD=/srv/work", "token_count: 77", "pass_rate=0.9",
        "\"tokens\": 12", "auth_type=basic", "secret: false", "api_key: null",
        "HF_TOKEN_PATH=/run/t",
        "hf_transfer 0.1.9", "sk-learn", "password=", "ai/smollm2:latest@sha256:0123456789abcdef",
        "http://localhost:8080/a@b", "invalid token: unexpected end", "error: token expired",
        "{\"usage\":{\"prompt_tokens\":12345678,\"total_tokens\":123456789}}",
        "{\"token\":\" world\"}", "{\"eos_token\":\"</s>\",\"stop_tokens\":[\"</s>\"]}",
        "{\"tokens\":[151643,12]}", "{\"auth\":{},\"n\":1}", "{\"api_key\":[]}",
        "Pass: 3 of 4 tests went well", "PASS: 10 FAIL: 2", "Auth: enabled for all users",
        "token: the quick brown fox", "has no option '--token'.", "sk-estimator-report-of-models",
        "hf_hub_download_function_name", "n_tokens=12345678",
        "12:30@noon", "docker.io/ai/model:tag", "docker run -u 1000:1000 x", "basic authentication",
        "the bearer of news", "a password is needed", "Bearer token",
    ]

    @Test(arguments: plain) func `is nothing else`(text: String) {
        #expect(Secrets().masked(text) == text)
    }

    @Test(arguments: [
        ("http://user:pass@host:80/x", "http://[redacted]@host:80/x"),
        ("tcp://user:p/a:ss@host:2375", "tcp://[redacted]@host:2375"),
        ("see https://tok3n@h/x, ssh://bob@h2", "see https://[redacted]@h/x, ssh://[redacted]@h2"),
        ("user:hunter2@10.0.0.1:2375", "[redacted]@10.0.0.1:2375"),
        ("http:\\/\\/u:p@h\\/x", "http:\\/\\/[redacted]@h\\/x"),
    ]) func `is the user of a URL`(text: String, expected: String) {
        #expect(Secrets().masked(text) == expected)
    }

    @Test func `of a URL in a variable is found without the URL`() {
        let secrets = Secrets(environment: ["http_proxy": "http://me:s3cr%2Ft9@proxy:3128"])
        #expect(secrets.masked("me s3cr%2Ft9 s3cr/t9") == "me [redacted] [redacted]")
    }

    @Test(arguments: [
        "tw1ce\nlines-of-it", "with \"quotes\" in", "back\\slash and more", "ünï-cödé-1",
        "a/b/c/d/e",
        "tab\there now",
    ]) func `is found as it looks inside JSON, percent-encoded and in base64`(value: String) {
        let secrets = Secrets(environment: ["API_TOKEN": value])
        let json = JSON.object(["a": .string("x\(value)y")]).text()
        for line in value.split(separator: "\n") {
            #expect(!secrets.masked("see \(line)!").contains(line))
            let inner = JSON.string(String(line)).text(.canonical).dropFirst().dropLast()
            #expect(!secrets.masked(json).contains(inner))
            #expect(!secrets.masked(JSON.string(json).text(.canonical)).contains(line))
        }
        for pad in ["", "a", "ab"] where !value.contains("\n") {
            let text = Base64.encode(Array((pad + value + pad).utf8))
            #expect(secrets.masked(text) != text)
        }
    }

    @Test(arguments: [
        " {\"api_key\": \"canary-1\"}", "\n[{\"password\":\"canary-1\"}]",
        "{\"a\":{\"auth\":\"canary-1\"}}",
    ])
    func `inside a document in a variable is one`(value: String) {
        #expect(!Secrets().masked("CONFIG", value).contains("canary"))
        #expect(Secrets(environment: ["CONFIG": value]).masked("canary-1!") == "[redacted]!")
    }

    static let key = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
        QyNTUxOQAAACBcanarycanarycanarycanarycanarycanarycanarycanary
        -----END OPENSSH PRIVATE KEY-----
        """

    @Test func `in a line that is a document leaves it one`() throws {
        for text in [
            #"{"m":"he said \"token=canary12\" ok"}"#, #"{"password":12345678,"b":1}"#,
            #"{"a":{"token":["canary-123"]},"b":"password: canary"}"#,
            #"x {"m":"he said \"token=canary12\" ok"}"#,
        ] {
            let masked = Secrets().masked("before\n\(text)\nafter")
            #expect(!masked.contains("canary") && !masked.contains("12345678"), "\(masked)")
            let line = try #require(masked.split(separator: "\n").dropFirst().first)
            let start = try #require(line.firstIndex(of: "{"))
            _ = try JSON.parse(String(line[start...]))
            #expect(masked.hasPrefix("before\n") && masked.hasSuffix("\nafter"))
        }
    }

    @Test(arguments: [
        ("Z\u{FC}'q\"<& pass/\u{20AC}w", "{\"a\": \"Z\\u00fc'q\\\"<& pass/\\u20acw\"}"),
        ("it's-a-canary", "'it\\'s-a-canary'"), ("it's-a-canary", "'it'\"'\"'s-a-canary'"),
        ("a\"b<c>&d'e", "a&quot;b&lt;c&gt;&amp;d&#x27;e"), ("with blank in", "x=with+blank+in"),
        ("hex-canary", "6865782d63616e617279"), ("split-canary", "sp\u{1B}[0mlit-can\u{200B}ary"),
        ("u pw aa", "http://me:u pw aa@h"),
        ("it \"q\" canary", #"{"a":"{\"b\":\"it \\\"q\\\" canary\"}"#),
        ("a b$c&d'e", #"a\ b\$c\&d\'e"#),
        ("z\u{FC}-canary", #"z\xfc-canary"#), ("z\u{FC}-canary", #"b'z\xc3\xbc-canary'"#),
        ("a b/c-canary", "a%2520b%252Fc-canary"),
    ]) func `that is known is found as others write it`(value: String, text: String) {
        let secrets = Secrets(environment: ["API_TOKEN": value])
        #expect(secrets.masked(text).contains(Secrets.mask), "\(secrets.masked(text))")
    }

    @Test func `that is a common word is not found inside another`() {
        let secrets = Secrets(environment: ["DB_PASS": "admin", "PIN": "12345"])
        #expect(secrets.masked("administrator 123456 admin") == "administrator 123456 [redacted]")
    }

    @Test func `is no more than a key if somebody speaks of one`() {
        let text = "see -----BEGIN PRIVATE KEY----- is the first line\nline 2\n{\"result\":42}\n"
        #expect(Secrets().masked(text) == "see [redacted]line 2\n{\"result\":42}\n")
        #expect(Self.streamed(text, Secrets(), by: 7).hasSuffix("line 2\n{\"result\":42}\n"))
    }

    @Test func `is a private key from its first line to its last`() {
        #expect(Secrets().masked("a\n\(Self.key)\nb") == "a\n[redacted]\nb")
        let escaped = JSON.string(Self.key).text(.canonical)
        #expect(!Secrets().masked(escaped).contains("canary"))
    }

    @Test(
        arguments: shapes + plain + names.map { "\($0): x y z" } + [
            key, "[redacted]", "a=[redacted]",
        ])
    func `is masked once for ever`(text: String) {
        let once = Secrets(environment: ["API_TOKEN": "redacted", "B_TOKEN": "acted]x"]).masked(
            text)
        #expect(Secrets().masked(once) == Secrets().masked(Secrets().masked(once)))
        let secrets = Secrets(environment: ["API_TOKEN": text])
        #expect(secrets.masked(secrets.masked(text)) == secrets.masked(text))
    }

    // MARK: - Streams

    private static let limit = 2048

    private static func streamed(
        _ text: String, _ secrets: Secrets, by size: Int
    ) -> String {
        var stream = SecretStream(secrets, lineLimit: limit)
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            result += stream.take(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        return String(decoding: result + stream.finish(), as: UTF8.self)
    }

    @Test(arguments: [1, 7, 64, 4096, 1 << 20]) func `is masked whole, however it comes`(size: Int)
    {
        let secrets = Secrets(environment: ["API_TOKEN": "canary-0123456789"])
        let text = "a canary-0123456789 b\n\(Self.key)\nhf_abcdefghijklmnopqrstuvwxyz\nend"
        let result = Self.streamed(text, secrets, by: size)
        #expect(!result.contains("canary") && !result.contains("hf_") && !result.contains("b3Bl"))
        #expect(result.hasPrefix("a [redacted] b\n") && result.hasSuffix("end"))
    }

    @Test(arguments: Array(stride(from: -30, through: 30, by: 3)))
    func `is masked where a long line is cut`(offset: Int) {
        let secrets = Secrets(environment: ["API_TOKEN": "canary-0123456789"])
        for secret in [
            "canary-0123456789", "ghp_canarycanarycanary0123", "token=canary-abc",
            "http://u:canary@h/",
        ] {
            for hold in [0, 512] {
                let before = String(repeating: "x ", count: (Self.limit - hold + offset) / 2)
                let text = before + secret + String(repeating: " y", count: 1500)
                let result = Self.streamed(text, secrets, by: 1900)
                #expect(!result.contains("canary"), "\(secret) \(offset)")
            }
        }
    }

    @Test func `in URLs without a blank between them is masked where the line is cut`() {
        for count in 70...90 {
            let text = String(repeating: "https://us3r:canary@", count: count)
            for limit in [1024, 1100, 1333] {
                var stream = SecretStream(Secrets(), lineLimit: limit)
                let result = stream.take(Array(text.utf8)) + stream.finish()
                #expect(!String(decoding: result, as: UTF8.self).contains("canary"))
            }
        }
    }

    @Test(arguments: ["password: ", "password=", "password: \"", "--token "])
    func `of more than a line's limit is masked to its end`(name: String) {
        let value = String(repeating: "canary ", count: 1000)
        let result = Self.streamed("a\n\(name)\(value)\nnext\n", Secrets(), by: 500)
        #expect(!result.contains("canary") || name.hasPrefix("--"))
        #expect(result.hasSuffix("\nnext\n"))
    }

    @Test func `of more than a line's limit is masked too`() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJ" + String(repeating: "canary", count: 1000)
        let result = Self.streamed("a \(token) b\n", Secrets(), by: 500)
        #expect(!result.contains("canary"))
        #expect(result.hasPrefix("a ") && result.hasSuffix(" b\n"))
    }
}
