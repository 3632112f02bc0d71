import MNCore
import MNSim

/// Takes out of any text and document what is private: secrets, then what identifies, then every word that is
/// not known to be nobody's.
struct TextRedaction: Sendable {
    /// Stand-ins for what identifies, with what is known of the machine.
    var identity: Redaction
    var words: WordRedaction

    /// Documents in texts in documents and so on are opened so many times.
    private static let depthLimit = 4

    init(_ identity: Redaction, _ vocabulary: Vocabulary) {
        self.identity = identity
        words = WordRedaction(vocabulary)
    }

    /// - Parameter near: what the text is of, in small letters.
    mutating func text(_ text: String, near: [[UInt8]] = [], depth: Int = 0) -> String {
        if depth == 0, let coding = TextCoding(wrapping: text) {
            return coding.text(of: self.text(coding.text, near: near, depth: 1))
        }
        guard let document = Self.document(text) else { return lines(text, near, depth) }
        guard depth < Self.depthLimit else { return words(of: "w0", near) }
        // A text of a document is no table.
        let wasEvidence = words.isEvidence
        words.isEvidence = false
        defer { words.isEvidence = wasEvidence }
        let result = self.document(
            identity.secrets.masked(document), near: near, depth: depth + 1)
        if result == document { return text }
        return Self.text(of: result, like: text)
    }

    /// A document with all its texts, keys and numbers.
    mutating func document(_ document: JSON, near: [[UInt8]] = [], depth: Int = 0) -> JSON {
        switch document {
        case .string(let text): return .string(self.text(text, near: near, depth: depth))
        case .integer(let number): return .integer(words.replaced(number, near: near))
        case .number(let number):
            let text = Array("\(number)".utf8)
            let shown = words.replaced(text, near: near)
            return shown == text
                ? document : .number(Double(String(decoding: shown, as: UTF8.self)) ?? 0)
        case .array(let elements):
            var result: [JSON] = []
            result.reserveCapacity(elements.count)
            for element in elements {
                result.append(self.document(element, near: near, depth: depth))
            }
            return .array(result)
        case .object(let object):
            let named = Self.names(of: object)
            var result: [(String, JSON)] = []
            for member in object.members {
                let key = plain(member.key, [])
                let own = Array(member.key.utf8.map(\.lowercasedASCII))
                // What went wrong is no answer.
                let inner = Array(near.suffix(1)) + (member.key == "stderr" ? [] : named) + [own]
                result.append(
                    (key, self.document(member.value, near: inner, depth: depth)))
            }
            return .object(JSONObject(result))
        default: return document
        }
    }

    /// What an object says that it is of: the path of a file, the words of a command.
    static func names(of object: JSONObject) -> [[UInt8]] {
        guard object.members.count <= 8 else { return [] }
        var names: [[UInt8]] = []
        // What a command says that failed is no answer to what it was asked.
        let hasFailed = object["exit"].map { $0 != 0 } ?? false
        for key in ["file", "path", "command", "name"] where key != "command" || !hasFailed {
            let texts =
                switch object[key] {
                case .string(let text)?: [text]
                case .array(let words)?: words.compactMap(\.string)
                default: [String]()
                }
            // What a file is called that is not the system's says nothing of the numbers in it.
            let isFile = key == "file" || key == "path"
            for text in texts.prefix(16)
            where text.utf8.count < 256 && (!isFile || isOfSystem(text)) {
                let bytes = Array(text.utf8)
                let words = Array(WordScan(bytes)).suffix(3).map { bytes[$0].lowercasedWord }
                names += key == "command" ? words.filter(SizeWords.isQuestion) : words
            }
        }
        return names
    }

    /// Whether a file is one in which the system tells of itself.
    static func isOfSystem(_ path: String) -> Bool {
        path.hasPrefix("/proc/") || path.hasPrefix("/sys/")
    }

    /// A document that was changed, laid out as it was; one of another shape, in lines if it stood in lines.
    static func text(of document: JSON, like text: String) -> String {
        if let shown = DocumentLayout(of: document, over: text).text { return shown }
        let isEnded = text.utf8.last == 0x0A
        let isInLines = text.utf8.dropLast().contains(0x0A)
        return document.text(isInLines ? .indented : .compact) + (isEnded ? "\n" : "")
    }

    static func document(_ text: String) -> JSON? {
        guard let first = text.utf8.first(where: { !$0.isWhitespace }),
            first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        else { return nil }
        return try? JSON.parse(Array(text.utf8)) { _, _ in }
    }

    /// A text that is no document, though some of its lines may be.
    private mutating func lines(_ text: String, _ near: [[UInt8]], _ depth: Int) -> String {
        let masked = Secrets.maySay(text) ? text : identity.secrets.masked(text)
        guard masked.utf8.contains(0x0A) else { return plain(masked, near) }
        var result: [String] = []
        var open: [Substring] = []
        func flush(_ redaction: inout TextRedaction) {
            if open.isEmpty { return }
            result.append(redaction.plain(open.joined(separator: "\n"), near))
            open = []
        }
        for line in masked.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.utf8.first == UInt8(ascii: "{"), let document = Self.document(String(line)) {
                flush(&self)
                let shown = self.document(document, near: near, depth: depth + 1)
                result.append(shown == document ? String(line) : shown.text(.compact))
            } else {
                open.append(line)
            }
        }
        flush(&self)
        return result.joined(separator: "\n")
    }

    /// A text in which there is no secret and no document.
    mutating func plain(_ text: String, _ near: [[UInt8]]) -> String {
        // The version of a driver may look like an address.
        let isVersion =
            text.utf8.allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
            && near.suffix(2).contains { Self.isVersion(String(decoding: $0, as: UTF8.self)) }
        return words(of: isVersion ? text : identity.standIns.replaced(text), near)
    }

    private static func isVersion(_ key: String) -> Bool {
        ["version", "driver", "release", "kernel"].contains(where: key.contains)
    }

    private mutating func words(of text: String, _ near: [[UInt8]]) -> String {
        let bytes = Array(text.utf8)
        let result = words.replaced(bytes, near: near)
        return result == bytes ? text : String(decoding: result, as: UTF8.self)
    }
}
