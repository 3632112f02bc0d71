/// Secrets that are planted in inputs, and must be in no output.
enum Canary {
    private static let token = "cAn4rY-0f3b77"
    private static let password = "pa55-9d1e"

    /// Variables that hold it.
    static let environment = ["MN_API_TOKEN": token]

    /// The bytes with a secret in place of each 01, and the user of a URL in place of each 02, which no
    /// text of the formats has.
    static func planted(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 == 1 || $0 == 2 }) else { return bytes }
        return bytes.flatMap { byte in
            switch byte {
            case 1: Array(token.utf8)
            case 2: Array("https://u53r:\(password)@".utf8)
            default: [byte]
            }
        }
    }

    static func check(_ text: String, _ name: String) throws(BrokenPromise) {
        for secret in [token, password] {
            // By bytes: a mark on its last letter hides nothing.
            guard text.utf8.count >= secret.utf8.count,
                Array(text.utf8).firstRange(of: Array(secret.utf8)) != nil
            else { continue }
            throw BrokenPromise("\(name) holds a secret: \(text.debugDescription)")
        }
    }
}
