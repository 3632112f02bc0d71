import MNCore

/// The ways to put another value into an answer, the likeliest first.
struct Rewriting {
    /// Each with the value in another place of the answer.
    private(set) var outcomes: [Outcome] = []

    /// The most places in an answer that are tried.
    private static let mostPlaces = 48

    /// - Parameter quotes: what was read from the answer.
    init(_ outcome: Outcome, _ quotes: [Evidence], from old: FactValue, to new: FactValue) {
        if case .platform(let platform) = outcome {
            outcomes = Self.platforms(platform, new)
        } else if let text = outcome.text {
            outcomes = Self.texts(text, quotes, old, new).map { outcome.with(text: $0) }
        }
    }

    /// The recordings in which all answers that say the value as some answer does say another.
    ///
    /// - Parameter accesses: where the value was read.
    static func everywhere(
        _ recording: Recording, _ accesses: [Access], from old: FactValue, to new: FactValue
    ) -> [Recording] {
        var pairs: [(old: String, new: String)] = []
        switch (old, new) {
        case (.text(let old), .text(let new)): pairs = [(old, new)]
        case (.size(let old), .size(let new)):
            for access in accesses {
                for number in NumberInText.all(in: recording[access]?.text ?? []) {
                    for unit in units where (number.value * unit - Double(old)).magnitude < unit {
                        let difference = (Double(new) - Double(old)) / unit
                        if let text = number.adding(difference) {
                            pairs.append((number.text, text))
                        }
                    }
                }
            }
        default: break
        }
        return pairs.prefix(8).map { pair in
            var changed = recording
            for exchange in recording.exchanges {
                guard let bytes = exchange.outcome.text else { continue }
                let places = places(of: Array(pair.old.utf8), in: bytes)
                if places.isEmpty { continue }
                changed[exchange.access] = exchange.outcome.with(
                    text: replacing(places, in: bytes, with: Array(pair.new.utf8)))
            }
            return changed
        }
    }

    private static func platforms(_ platform: Platform, _ new: FactValue) -> [Outcome] {
        guard case .text(let word) = new else { return [] }
        let system = [
            "linux": "Linux", "macos": "Darwin", "darwin": "Darwin", "windows": "Windows_NT",
        ]
        let processor =
            switch (word, platform.system) {
            case ("arm64", "Linux"): "aarch64"
            case ("x86_64", "Windows_NT"): "AMD64"
            default: word
            }
        var others = [platform, platform, platform]
        others[0].system = system[word] ?? word
        others[1].machine = processor
        others[2].release = word
        return others.filter { $0 != platform }.map { .platform($0) }
    }

    private static func texts(
        _ bytes: [UInt8], _ quotes: [Evidence], _ old: FactValue, _ new: FactValue
    ) -> [[UInt8]] {
        switch (old, new) {
        case (.size(let old), .size(let new)): return sizes(bytes, quotes, old, new)
        case (.text(let old), .text(let new)): return words(bytes, old, new)
        case (.flag(let old), .flag(let new)): return words(bytes, "\(old)", "\(new)")
        case (.list(let old), .list(let new)): return lists(bytes, old, new)
        default: return []
        }
    }

    // MARK: - Words

    private static func words(_ bytes: [UInt8], _ old: String, _ new: String) -> [[UInt8]] {
        let places = places(of: Array(old.utf8), in: bytes)
        if places.isEmpty { return [] }
        let replacement = Array(new.utf8)
        // What is said of a driver stands in the line of each GPU.
        let all = replacing(places, in: bytes, with: replacement)
        return (places.count > 1 ? [all] : [])
            + places.map { replacing([$0], in: bytes, with: replacement) }
    }

    /// Words in JSON strings that stand beside one another, or with commas between them.
    private static func lists(_ bytes: [UInt8], _ old: [String], _ new: [String]) -> [[UInt8]] {
        let text = String(decoding: bytes, as: UTF8.self)
        guard Array(text.utf8) == bytes else { return [] }
        var results: [[UInt8]] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let strings = JSON.strings(in: String(line))
            guard strings.count > 1 || (strings.count == 1 && old.isEmpty),
                Set(strings.dropFirst()) == Set(old)
            else { continue }
            var lines = lines.map(String.init)
            lines[index] =
                ([strings[0]] + new).map { JSON.string($0).text(.canonical) }
                .joined(separator: " ")
            results.append(Array(lines.joined(separator: "\n").utf8))
        }
        return results + [Array(new.joined(separator: ",").utf8)]
    }

    // MARK: - Sizes

    /// The units in which tools tell sizes, the usual ones first.
    private static let units: [Double] = [
        1, 0x1p10, 0x1p20, 0x1p30, 0x1p12, 1e6, 1e3, 1e9, 512,
    ]

    private static func sizes(
        _ bytes: [UInt8], _ quotes: [Evidence], _ old: ByteCount, _ new: ByteCount
    ) -> [[UInt8]] {
        let numbers = NumberInText.all(in: bytes)
        let quoted = Set(
            quotes.flatMap { quote in
                NumberInText.all(in: Array(quote.quote.utf8)).map(\.text)
            })
        // Those that were quoted first, then those that are the whole of the value, then its parts.
        var found: [(rank: Int, bytes: [UInt8])] = []
        for number in numbers {
            for unit in units {
                let value = number.value * unit
                let isWhole = (value - Double(old)).magnitude < unit
                let isPart = value <= Double(old) * 1.3 && value >= Double(old) * 0.03
                guard isWhole || isPart,
                    let text = number.adding((Double(new) - Double(old)) / unit)
                else { continue }
                let rank =
                    (quoted.contains(number.text) ? 0 : 2) + (isWhole ? 0 : 1)
                found.append(
                    (rank, replacing([number.place], in: bytes, with: Array(text.utf8))))
            }
        }
        let sorted = found.enumerated().sorted {
            ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
        }
        return sorted.prefix(mostPlaces).map(\.element.bytes)
    }

    // MARK: - Places

    private static func replacing(
        _ places: [Range<Int>], in bytes: [UInt8], with new: [UInt8]
    ) -> [UInt8] {
        var result = bytes
        for place in places.reversed() { result.replaceSubrange(place, with: new) }
        return result
    }

    /// Where a word stands by itself, in any case.
    private static func places(of word: [UInt8], in bytes: [UInt8]) -> [Range<Int>] {
        guard !word.isEmpty, word.count <= bytes.count else { return [] }
        let wanted = word.map(lowercase)
        let text = bytes.map(lowercase)
        var places: [Range<Int>] = []
        var index = 0
        while index + wanted.count <= text.count, places.count < mostPlaces {
            let place = index..<index + wanted.count
            let isAlone =
                (index == 0 || !isPartOfWord(text[index - 1]))
                && (place.upperBound == text.count || !isPartOfWord(text[place.upperBound]))
            if isAlone, text[place].elementsEqual(wanted) {
                places.append(place)
                index = place.upperBound
            } else {
                index += 1
            }
        }
        return places
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

/// A number as it stands in a text.
struct NumberInText {
    var text: String
    var value: Double
    /// The digits behind the point.
    var decimals: Int
    var place: Range<Int>

    /// The most numbers of a text that are looked at.
    private static let most = 400

    /// The numbers of a text in digits, in their order.
    static func all(in bytes: [UInt8]) -> [NumberInText] {
        var numbers: [NumberInText] = []
        var index = 0
        while index < bytes.count, numbers.count < most {
            guard isDigit(bytes[index]) else {
                index += 1
                continue
            }
            var end = index
            while end < bytes.count, isDigit(bytes[end]) { end += 1 }
            var decimals = 0
            if end + 1 < bytes.count, bytes[end] == UInt8(ascii: "."), isDigit(bytes[end + 1]) {
                let point = end
                end += 1
                while end < bytes.count, isDigit(bytes[end]) { end += 1 }
                decimals = end - point - 1
            }
            let text = String(decoding: bytes[index..<end], as: UTF8.self)
            // No size has more digits.
            if text.utf8.count <= 18, let value = Double(text) {
                numbers.append(
                    NumberInText(
                        text: text, value: value, decimals: decimals, place: index..<end))
            }
            index = end
        }
        return numbers
    }

    /// The number with so much more, in as many decimals; nil if that is no size.
    func adding(_ difference: Double) -> String? {
        var factor = 1.0
        for _ in 0..<min(decimals, 9) { factor *= 10 }
        let scaled = ((value + difference) * factor).rounded()
        guard scaled >= 0, scaled < 0x1p53 else { return nil }
        let digits = String(Int(saturating: scaled))
        if decimals == 0 || decimals > 9 { return decimals == 0 ? digits : nil }
        let padded =
            String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
        return padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension Outcome {
    /// What was read of the answer: the bytes of a file, of a value, or of what a program said.
    fileprivate var text: [UInt8]? {
        switch self {
        case .bytes(let bytes): bytes
        case .value(let value): Array(value.utf8)
        case .ended(let result): result.standardOutput
        default: nil
        }
    }

    /// The same answer with other bytes.
    fileprivate func with(text: [UInt8]) -> Outcome {
        switch self {
        case .bytes: return .bytes(text)
        case .value: return .value(String(decoding: text, as: UTF8.self))
        case .ended(var result):
            result.standardOutput = text
            return .ended(result)
        default: return self
        }
    }
}
