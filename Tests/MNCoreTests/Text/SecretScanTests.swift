import Testing

@testable import MNText

@Suite struct `A scan for secrets` {
    /// Pieces that, one after the other, begin what does not end.
    static let pieces = [
        "password=", "password=[", "a password=[", "password=\"", "password=\\\"",
        "a password=' \"",
        "-----BEGIN PRIVATE KEY-----\nno key\n", "sk-", "sk-a1-", "eyJ-", "eyJabcdefgh.", "hf_a-",
        "<token>", "<token", "Cookie: a=b; ", "x cookie=a;", "'x-api-key: ", "password:\n",
        " password:\n",
        "password: |\n ", "- name: TOKEN\n  value: ", "value=", "value: x\n", "-p -u -a ",
        "mysql -p",
        "curl -u a:", "password is ", "token 'x ", "password%3D", "a:b@", "a://b@", "://",
        "a://b:c/",
        "1:2:3:4:", "machine a login b password ", "password ", "login ", "]]]]", ")password=)",
        "password={{", "\u{1B}[", "\u{200B}", "é", "{\"a\":", "[", "Authorization: Digest a=\"",
        "bearer a", "--password ", "--token=", "password:\n  - ", "password:\n  a: ", "\n", " ",
        "'''", "password='''", "%3A%2F%2F", "%3a%2f%2fa%40", "<key>password</key>", "<a name=\"",
        "<a name=\"password\">", "identified by '", "12345678:AA", "| password |", "a.local ",
        "export ", ":", "=", "-", "--", "\\u003d", "password\\u003d",
        "data:\n", "kind: Secret\ndata:\n  a: b\n", "data=", "\"value\":\"x\",", "value=\"",
        "value=\\\"",
        "&gt;", "&lt;password&gt;", "&lt;password", "form-data; name=\"password\"\n\n",
        "form-data; name=\"password\" ", "setenv('TOKEN','", "(\"", "git config token ",
        "AAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----\n", "AAAA\\n-----END PRIVATE KEY-----",
        "-----END PRIVATE KEY-----\n", "AAAAAAAAAAAAAAAAAAAA\n",
        "password -> ", "password (", "abcdef.", "a.bcdefg.", "jdbc:oracle:thin:a/b@",
        "password: Some(", "variable \"password\" {\n  default = ", "ｐａｓｓｗｏｒｄ：", "ａ", "\u{A0}=",
        "docker login '-p', '", "hf_raise_", "sk-learn-", "MTk4.", "<a:b type=\"x\">",
    ]

    /// Bytes that are looked at beyond the one where the scan is.
    private func looked(_ piece: String, _ size: Int) -> Int {
        let text = String(repeating: piece, count: max(1, size / piece.utf8.count))
        return SecretScan(Array(text.utf8), SecretValues([])).looked
    }

    @Test(arguments: pieces) func `looks at as much as the text is long`(piece: String) {
        let (small, large) = (looked(piece, 2000), looked(piece, 8000))
        #expect(large <= small * 5 + 4000, "\(small) \(large)")
    }

    @Test func `looks at as much as lines that go ever deeper are long`() {
        func looked(_ count: Int) -> Double {
            let text = (0..<count).map { String(repeating: " ", count: $0) + "password:\n" }
                .joined()
            let scan = SecretScan(Array(text.utf8), SecretValues([]))
            return Double(scan.looked) / Double(text.utf8.count)
        }
        #expect(looked(200) < looked(50) * 2)
    }
}
