import MNCore

/// Takes a paste apart: prompts, fences and the first lines of each tool's output are where parts begin.
struct PasteSplitter {
    private let text: PasteText
    private let formats: [any PasteFormat]

    /// Output of a form, recognised.
    struct Found {
        var format: any PasteFormat
        var part: PastePart

        var recognised: RecognisedPart {
            RecognisedPart(
                file: part.file, kind: format.kind, name: format.name,
                lines: part.first...(part.first + max(part.lines.count, 1) - 1))
        }

        /// Whether it is of a container and not of the machine: its files, its engine, what is not there in it.
        var isOfContainer: Bool {
            guard part.command?.isInContainer == true else { return false }
            return [.files, .docker].contains(format.kind) || format is MissingProgram
        }
    }

    /// The parts that are of a form that is known.
    private(set) var found: [Found] = []
    /// The numbers of the first and last line of each run of lines that is of none.
    private(set) var others: [ClosedRange<Int>] = []

    /// The engines that commands set for all that follows, and the numbers of their lines.
    private(set) var engines: [(engine: PastedCommand.NamedEngine, line: Int)] = []

    private var format: (any PasteFormat)?
    private var start = 0
    private var command: PastedCommand?
    /// Whether a document of JSON was found that nobody closes.
    private var hasOpenDocument = false
    private var documents = 0
    /// The machines in prompts that are of no container.
    private var hosts: Set<String> = []
    private var hasContainer = false

    /// - Parameter formats: those that are looked for, the more particular first.
    /// - Throws: `ImportFault.unreadable` where there is more than anybody pastes.
    init(_ text: PasteText, formats: [any PasteFormat]) throws(ImportFault) {
        self.text = text
        self.formats = formats
        split()
        if found.count > Self.mostParts {
            throw .unreadable(
                name: text.name, nil, why: "it holds more than \(Self.mostParts) outputs")
        }
    }

    private static let mostParts = 1_000
    /// More documents of JSON are not looked at.
    private static let mostDocuments = 200

    private mutating func split() {
        var index = 0
        while index < text.lines.count, found.count <= Self.mostParts {
            let line = text.lines[index]
            if Self.isFence(line) {
                close(at: index)
                start = index + 1
            } else if let read = PastedCommand(line) {
                let typed = placed(read)
                close(at: index)
                start = index + 1
                command = typed
                if !typed.isInContainer, let engine = typed.setEngine {
                    engines.append((engine, index + 1))
                }
            } else if let end = begin(at: index) ?? unknownDocument(at: index) {
                index = end
                continue
            }
            index += 1
        }
        close(at: text.lines.count)
    }

    /// The command, with what the ones before it tell of where it was typed: a container has the number of one for
    /// its name, and is on the machine whose docker entered it.
    private mutating func placed(_ read: PastedCommand) -> PastedCommand {
        var typed = read
        if let host = read.host {
            if hasContainer, read.hasContainerHost, !hosts.contains(host) {
                typed.isInContainer = true
                typed.host = nil
            } else {
                hosts.insert(host)
            }
        }
        // One of another engine may be on another machine.
        if read.entersContainer, read.askedEngine == nil { hasContainer = true }
        return typed
    }

    /// Begins a part at a line, if it is to begin there; says where that ends if the form tells.
    private mutating func begin(at index: Int) -> Int? {
        let lines = text.lines[index...]
        guard lines.first?.isBlank == false else { return nil }
        if PasteJSON.begins(text.lines[index]) {
            documents += 1
            if documents > Self.mostDocuments { return nil }
        }
        var best: (format: any PasteFormat, sureness: Sureness)?
        for format in formats {
            let sureness = format.sureness(lines)
            if sureness > best?.sureness ?? .unlike { best = (format, sureness) }
            if sureness == .opening { break }
        }
        if best?.sureness ?? .unlike < .line, format == nil, let command, index == firstTold {
            if let asked = formats.first(where: { $0.isAsked(by: command, for: lines) }) {
                best = (asked, .opening)
            }
        }
        guard let best else { return nil }
        if let format {
            // What may be a line of many forms does not end one that has begun.
            let isSame = format.name == best.format.name
            if best.sureness < (isSame ? .opening : .line) { return nil }
        }
        let typed = command
        close(at: index)
        command = typed
        start = index
        format = best.format
        guard let end = best.format.end(lines), end > index else { return nil }
        close(at: end)
        start = end
        return end
    }

    /// The end of a document of JSON that is of no form, so that its lines are not looked at one by one.
    private mutating func unknownDocument(at index: Int) -> Int? {
        let line = text.lines[index]
        guard format == nil, !hasOpenDocument, PasteJSON.begins(line) else { return nil }
        let end = PasteJSON.end(text.lines[index...])
        hasOpenDocument = end == nil
        return end
    }

    /// The first line after the prompt that says something.
    private var firstTold: Int {
        text.lines[start...].firstIndex { !$0.isBlank } ?? text.lines.count
    }

    private mutating func close(at end: Int) {
        let range = trimmed(start..<end)
        if let format, !range.isEmpty {
            found.append(
                Found(
                    format: format,
                    part: PastePart(
                        file: text.name, first: range.lowerBound + 1,
                        lines: PasteText.dedented(text.lines[range]), command: command)))
        } else if !range.isEmpty {
            others.append(range.lowerBound + 1...range.upperBound)
        }
        format = nil
        command = nil
        start = end
    }

    /// The range without empty lines at its ends.
    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        let lines = text.lines[range]
        guard let first = lines.firstIndex(where: { !$0.isBlank }),
            let last = lines.lastIndex(where: { !$0.isBlank })
        else { return range.lowerBound..<range.lowerBound }
        return first..<last + 1
    }

    /// Whether a line begins or ends a block of Markdown or of a forum.
    private static func isFence(_ line: String) -> Bool {
        let text = line.trimmed.lowercased()
        return [
            "```", "~~~", "[code", "[/code", "<details", "</details", "<summary", "<pre", "</pre",
        ]
        .contains { text.hasPrefix($0) }
    }
}
