import FoundationEssentials
import MNCore
import MNSim
import MNSupport
import Profiles
import Testing

/// The words that pass a redaction are those of texts that are public anyway; `words.txt` lists them.
///
/// With `UPDATE=1` in the environment the file is written.
@Suite("The vocabulary", .serialized)
struct VocabularyTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let file = root.appending(path: "Sources/MNSim/Support/Vocabulary/words.txt").path
    static let update = "UPDATE=1 swift test --skip-build --filter 'The vocabulary'"

    /// A class of devices of Windows, whose number stands in a question, names of variables that are put
    /// together, and words in which systems of Linux call themselves, of which the sources know parts.
    static let added = Set(
        ["4d36e968-e325-11ce-bfc1-08002be10318"]
            + [
                "almalinux", "archarm", "archlinux", "bookworm", "bullseye", "gentoo", "jammy",
                "leap", "linuxmint", "noble", "opensuse", "opensuse-leap", "opensuse-microos",
                "opensuse-tumbleweed", "rockylinux", "sled", "trixie", "tumbleweed",
            ]
            + [
                "api_base", "api_key", "backend", "context_size", "max_tokens", "model",
                "provider", "runtime_model", "temperature", "timeout_seconds", "base_url",
            ].map { "mn_llm_\($0)" })
    /// Words of the sources that are somebody's: examples of names and hosts.
    static let left: Set<String> = []

    @Test("It holds the words of the sources, the profiles and the contract, and no others")
    func isUpToDate() throws {
        let words = try Self.sourceWords().union(Self.profileWords()).union(Self.added).subtracting(
            Self.left)
        let text = words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .map { $0 + "\n" }.joined()
        let known = FileManager.default.contents(atPath: Self.file).map { Array($0) }
        if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
            #expect(
                FileManager.default.createFile(atPath: Self.file, contents: Data(text.utf8)))
        } else if known != Array(text.utf8) {
            Issue.record("words.txt is not what the sources say: \(Self.update)")
        }
    }

    /// The words of all string literals, of the names of cases, which JSON holds, and of embedded files.
    static func sourceWords() throws -> Set<String> {
        var words: Set<String> = []
        let sources = root.appending(path: "Sources")
        for path in try FileManager.default.subpathsOfDirectory(atPath: sources.path) {
            guard
                let data = FileManager.default.contents(atPath: sources.appending(path: path).path)
            else { continue }
            let bytes = Array(data)
            if path.hasSuffix(".swift") {
                for text in SwiftTexts(bytes).texts { words.formUnion(Vocabulary.words(of: text)) }
            } else if path.contains("Contract/Checks"), path.hasSuffix(".json") {
                words.formUnion(Vocabulary.words(of: String(decoding: bytes, as: UTF8.self)))
            }
        }
        return words
    }

    /// The words of the evidence of all machines, as a recorder would have left it.
    static func profileWords() throws -> Set<String> {
        var words: Set<String> = []
        for (name, text) in EmbeddedProfiles.texts {
            let profile = try Profile.read(Array(text.utf8), name: name)
            let recording = Redaction.redacted(profile.recording)
            for exchange in recording.exchanges {
                if case .environment = exchange.access { continue }
                words.formUnion(Vocabulary.words(of: exchange.json.text(.canonical)))
            }
            words.formUnion(Vocabulary.words(of: profile.id))
        }
        return words
    }
}

/// The texts in a source of Swift: its string literals, without what is put into them, and names of cases.
struct SwiftTexts {
    private(set) var texts: [String] = []

    init(_ source: [UInt8]) {
        for line in source.split(separator: UInt8(ascii: "\n")) {
            let text = String(decoding: line, as: UTF8.self)
            let trimmed = text.drop { $0 == " " }
            if trimmed.hasPrefix("//") { continue }
            if trimmed.hasPrefix("case "), !trimmed.hasPrefix("case .") {
                texts.append(String(trimmed.dropFirst(5)))
            }
        }
        var place = 0
        while place < source.count {
            if source[place...].starts(with: "//".utf8) {
                while place < source.count, source[place] != 10 { place += 1 }
            } else if source[place...].starts(with: "\"\"\"".utf8) {
                place = literal(source, place + 3, "\"\"\"")
            } else if source[place] == UInt8(ascii: "\"") {
                place = literal(source, place + 1, "\"")
            } else {
                place += 1
            }
        }
    }

    private mutating func literal(_ source: [UInt8], _ start: Int, _ mark: String) -> Int {
        var text: [UInt8] = []
        var place = start
        while place < source.count, !source[place...].starts(with: mark.utf8) {
            guard source[place] == UInt8(ascii: "\\"), place + 1 < source.count else {
                text.append(source[place])
                place += 1
                continue
            }
            if source[place + 1] == UInt8(ascii: "(") {
                place = interpolation(source, place + 2)
            } else {
                place += 2
            }
            text.append(0x20)
        }
        texts.append(String(decoding: text, as: UTF8.self))
        return place + mark.utf8.count
    }

    private mutating func interpolation(_ source: [UInt8], _ start: Int) -> Int {
        var depth = 1
        var place = start
        while place < source.count, depth > 0 {
            switch source[place] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "\""):
                place = literal(source, place + 1, "\"")
                continue
            default: break
            }
            place += 1
        }
        return place
    }
}
