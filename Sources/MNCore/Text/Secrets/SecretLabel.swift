/// How programs that speak other languages label a password; one that is a word of ASCII is a `SecretName`.
enum SecretLabel {
    private static let labels = [
        "mot de passe", "clé d'accès", "contraseña", "palavra-passe", "пароль", "パスワード",
        "暗証番号", "密码", "密碼", "口令", "비밀번호", "암호", "hasło", "şifre", "mật khẩu", "κωδικός",
        "סיסמה",
    ].flatMap { [$0, $0.prefix(1).uppercased() + $0.dropFirst(), $0.uppercased()] }
        .uniqued().map { Array($0.utf8) }
    private static let byLastByte = Dictionary(grouping: labels) { $0[$0.count - 1] }

    /// Where the label begins that ends at a place; nil if none does.
    static func start(endingAt end: Int, in text: ArraySlice<UInt8>) -> Int? {
        guard end > text.startIndex, text[end - 1] >= 0x80 || byLastByte[text[end - 1]] != nil
        else {
            return nil
        }
        if let (start, word) = WideForm.word(endingAt: end, in: text) {
            return SecretName.isSecret(word) ? start : nil
        }
        for label in byLastByte[text[end - 1]] ?? [] where end - text.startIndex >= label.count {
            let start = end - label.count
            if text[start..<end].elementsEqual(label) { return start }
        }
        return nil
    }
}
