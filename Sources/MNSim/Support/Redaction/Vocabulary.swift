import MNCore
import Vocabulary

/// The words that are nobody's: those of `mn`, of its catalog, and of the tools, systems and devices whose
/// evidence is public.
package struct Vocabulary: Sendable {
    package static let standard = Vocabulary(VocabularyFiles.words)

    private let words: Set<[UInt8]>

    package init(_ text: String) {
        words = Set(text.utf8.split(separator: UInt8(ascii: "\n")).map { Array($0) })
    }

    /// - Parameter word: in small letters.
    func contains(_ word: [UInt8]) -> Bool { words.contains(word) }

    package var count: Int { words.count }

    /// The words of a text as the vocabulary holds them; a number is none, nor is what only one machine has.
    package static func words(of text: String) -> Set<String> {
        let bytes = Array(text.utf8)
        var words: Set<String> = []
        for range in WordScan(bytes) {
            let word = bytes[range].lowercasedWord
            if isWord(word) { words.insert(String(decoding: word, as: UTF8.self)) }
        }
        return words
    }

    private static func isWord(_ word: [UInt8]) -> Bool {
        guard word.count <= 40, word.contains(where: \.isASCIILetter),
            word.allSatisfy({ $0.isASCIILetter || $0.isASCIIDigit || "_-".utf8.contains($0) })
        else { return false }
        // Serial numbers, digests, addresses; what is a stand-in is one without being listed.
        var digits = 0
        for byte in word {
            digits = byte.isASCIIDigit ? digits + 1 : 0
            if digits > 6 { return false }
        }
        let isHex = word.allSatisfy { $0.isHexDigit || $0 == UInt8(ascii: "-") }
        return !(isHex && word.count >= 8 && word.contains(where: \.isASCIIDigit))
            && (!PublicWord.isStandIn(word) || isCard(word))
    }

    /// `h100`, `w7900`: the name of a card, though stand-ins look so.
    private static func isCard(_ word: [UInt8]) -> Bool {
        let count = word.first == UInt8(ascii: "w") ? 4...4 : 3...4
        return word.first.map { "hpcw".utf8.contains($0) } == true
            && count.contains(word.count - 1) && word.dropFirst().allSatisfy(\.isASCIIDigit)
    }
}
