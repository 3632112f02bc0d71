import Synchronization

/// Reads values of a blueprint one by one, and notes what is wrong with each instead of giving up.
struct BlueprintReader {
    /// The most services, checks of one, models and rules; each is asked or judged.
    private static let entryLimit = 100

    let texts: BlueprintTexts
    /// What is wrong with the texts, then with their values.
    private(set) var issues: BlueprintIssueList

    /// The value that `body` reads, or nil with an issue.
    ///
    /// - Parameter area: the beginning of the issue's code.
    mutating func read<Value>(
        _ area: BlueprintIssue.Area, _ body: () throws(JSONFault) -> Value?
    ) -> Value? {
        do throws(JSONFault) {
            return try body()
        } catch {
            issues.add(BlueprintIssue(error, area, at: texts.place(area.source, error.pointer)))
            return nil
        }
    }

    /// The value of a key that may be left out or null; nil, with an issue, if it cannot be read.
    mutating func value<Value>(
        _ key: String, _ members: JSONMembers, _ area: BlueprintIssue.Area,
        _ body: (JSONField) throws(JSONFault) -> Value?
    ) -> Value? {
        guard let field = members.stated(key) else { return nil }
        return read(area) { () throws(JSONFault) in try body(field) }
    }

    /// A text that is not empty.
    mutating func text(
        _ key: String, _ members: JSONMembers, _ area: BlueprintIssue.Area
    ) -> String? {
        value(key, members, area) { (field) throws(JSONFault) in try field.nonEmptyString() }
    }

    mutating func flag(
        _ key: String, _ members: JSONMembers, _ area: BlueprintIssue.Area
    ) -> Bool? {
        value(key, members, area) { (field) throws(JSONFault) in try field.bool() }
    }

    mutating func object(_ field: JSONField, _ area: BlueprintIssue.Area) -> JSONMembers? {
        read(area) { () throws(JSONFault) in try field.anyObject() }
    }

    /// Notes something that is wrong with the value at a place.
    mutating func note(
        _ code: BlueprintIssue.Code, _ message: String, help: String,
        _ source: BlueprintPlace.Source, _ pointer: JSONPointer,
        severity: BlueprintIssue.Severity = .error, expected: String? = nil, actual: String? = nil
    ) {
        issues.add(
            BlueprintIssue(
                code, Sanitized.line(message), help: Sanitized.line(help), severity: severity,
                at: texts.place(source, pointer), expected: expected.map { .string($0) },
                actual: actual.map { .string(Sanitized.line($0)) }))
    }

    /// The first entries of a list or object; notes if there are more than anybody writes.
    mutating func bounded<Entry>(
        _ entries: [Entry], _ area: BlueprintIssue.Area, _ pointer: JSONPointer
    ) -> [Entry] {
        if entries.count <= Self.entryLimit { return entries }
        _ = read(area) { () throws(JSONFault) -> Entry? in
            throw JSONFault(
                .outOfRange(
                    wanted: "at most \(Self.entryLimit) entries", found: "\(entries.count)"),
                at: pointer)
        }
        return Array(entries.prefix(Self.entryLimit))
    }

    /// The words of a command that needs no shell, or nil with an issue.
    mutating func command(
        _ field: JSONField, _ area: BlueprintIssue.Area
    ) -> [String]? {
        switch read(area, { () throws(JSONFault) in try PlainCommand.words(field) }) {
        case .success(let words)?: return words
        case .failure(let fault)?:
            note(
                BlueprintIssue.Code(area, fault.flaw), fault.message, help: fault.help, area.source,
                field.pointer)
            return nil
        case nil: return nil
        }
    }
}

/// One JSON text that a blueprint is made of.
struct BlueprintText: Sendable {
    /// The file below the folder, or the variable.
    var name: String
    var value: JSON
    let bytes: [UInt8]
    private let positions = TextPositions()
    /// How many levels of the value stand around what the bytes hold.
    var depth = 0

    /// The line and column of the value at a place.
    func position(of pointer: JSONPointer) -> DocumentFault.Place? {
        positions.place(of: JSONPointer(Array(pointer.tokens.dropFirst(depth))), in: bytes)
    }
}

/// Where the values of a text stand; it is gone through once, when the first is asked for.
private final class TextPositions: Sendable {
    private let known = Mutex<(offsets: [JSONPointer: Int], lines: [Int])?>(nil)

    func place(of pointer: JSONPointer, in bytes: [UInt8]) -> DocumentFault.Place? {
        known.withLock { known in
            let (offsets, lines) = known ?? (JSON.offsets(in: bytes), Self.lines(bytes))
            known = (offsets, lines)
            guard let offset = offsets[pointer] else { return nil }
            // The last line that begins at or before it.
            var low = 0
            var high = lines.count
            while high - low > 1 {
                let middle = (low + high) / 2
                if lines[middle] <= offset { low = middle } else { high = middle }
            }
            return DocumentFault.Place(
                line: low + 1, column: Document.column(of: offset, from: lines[low], in: bytes))
        }
    }

    /// Where each line begins; editors do not count a byte order mark.
    private static func lines(_ bytes: [UInt8]) -> [Int] {
        [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
            + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }
}

/// All texts of a blueprint, and where in them a value comes from.
struct BlueprintTexts: Sendable {
    static let manifestName = "manifest.json"

    /// The manifest, then the files that hold parts of it; empty if it could not be read.
    var manifest: [BlueprintText] = []
    /// The layers of the configuration; a later one lies over an earlier one.
    var layers: [BlueprintText] = []

    /// The manifest with its parts; nil if it could not be read.
    var manifestValue: JSON? {
        manifest.isEmpty ? nil : .object(Self.merged(manifest))
    }

    /// The layers merged: objects key by key, anything else replaced.
    var configuration: JSONObject { Self.merged(layers) }

    private static func merged(_ texts: [BlueprintText]) -> JSONObject {
        texts.reduce(JSONObject()) { $0.merging($1.value.object ?? JSONObject()) }
    }

    /// The place of a value: in the last text that holds it, or most of its path.
    func place(_ source: BlueprintPlace.Source, _ pointer: JSONPointer) -> BlueprintPlace {
        let texts = source == .config ? layers : manifest
        var best = (depth: -1, text: texts.first)
        for text in texts {
            let depth = text.value.nearest(to: pointer).depth
            // A part of a manifest counts only for what it holds itself.
            guard depth > best.depth || depth == best.depth && source == .config else { continue }
            best = (depth, text)
        }
        let usual = source == .config ? ManifestForm.configurationName : Self.manifestName
        return BlueprintPlace(
            source: source, file: best.text?.name ?? usual, pointer: pointer,
            position: best.text?.position(of: pointer), depth: best.text?.depth ?? 0)
    }
}

extension BlueprintIssue {
    /// What is wrong with the form of a manifest or configuration.
    ///
    /// - Parameter area: the beginning of the code.
    init(_ fault: JSONFault, _ area: Area, at place: BlueprintPlace) {
        let (flaw, help) = Self.kind(fault.problem)
        var place = place
        if fault.offset != nil { place.pointer = JSONPointer() }
        var message = "\(fault)"
        message = message.prefix(1).uppercased() + message.dropFirst()
        self.init(
            Code(area, flaw), message.hasSuffix("?") ? message : message + ".", help: help,
            at: place)
    }

    private static func kind(_ problem: JSONFault.Problem) -> (Flaw, String) {
        switch problem {
        case .wrongKind: (.wrongType, "Give the value the type that is expected.")
        case .missingKey: (.missingKey, "Add the key.")
        case .outOfRange: (.outOfRange, "Give a value that is expected.")
        case .breaksRule, .unknownKey, .newer: (.invalid, "Correct the value.")
        default: (.invalidJSON, "Correct the text; a JSON formatter shows the place.")
        }
    }
}

// Amounts as people write them: numbers, or texts with a unit.
extension JSONField {
    /// A number, or a text of a number and letters: upstream reads `"4"` and `"4 cores"`.
    func amount(
        _ largest: Double, of units: [String]? = nil
    ) throws(JSONFault) -> Double {
        guard value.string != nil else { return try number(in: 0...largest) }
        let (amount, unit) = try parts()
        guard amount <= largest, unit.isEmpty || units?.contains(unit) != false else {
            throw notASize("a number")
        }
        return amount
    }

    /// A size in units of 1024 MB or of 1 MB; a text may have a unit of its own: `"512 MB"`.
    func size(_ largest: Double, inMegabytes: Bool = false) throws(JSONFault) -> Double {
        guard value.string != nil else { return try number(in: 0...largest) }
        let (amount, unit) = try parts()
        let megabytes: Double
        switch unit {
        case "": megabytes = inMegabytes ? amount : amount * 1024
        case "k", "kb", "kib": megabytes = amount / 1024
        case "m", "mb", "mib": megabytes = amount
        case "g", "gb", "gib": megabytes = amount * 1024
        case "t", "tb", "tib": megabytes = amount * 1024 * 1024
        default: throw notASize("a size")
        }
        let size = inMegabytes ? megabytes : megabytes / 1024
        guard size <= largest else { throw notASize("a size") }
        return size
    }

    private func parts() throws(JSONFault) -> (amount: Double, unit: String) {
        guard let text = value.string,
            let match = text.trimmed.wholeMatch(of: /([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)/),
            let amount = Double(match.1)
        else { throw notASize("a number") }
        return (amount, match.2.lowercased())
    }

    private func notASize(_ wanted: String) -> JSONFault {
        fault(.outOfRange(wanted: wanted, found: "'\(value.string ?? "")'"))
    }
}
