package import MNCore

/// A run that was recorded on this machine, as far as it was.
package struct FlightRecording: Hashable, Sendable {
    /// The name of its file.
    package var name: String
    package var path: String
    /// When the run began, in UTC to the second.
    package var began: String
    /// Whether the run still goes on.
    package var isAlive: Bool
    package var trace: Trace
    /// When each event of the trace was, and its exit if that is known, in milliseconds since the run began.
    package var times: [Int]
}

/// The recordings of runs in `MN_HOME`: those that failed, those that were killed, and those that go on.
package enum FlightRecordings {
    /// The variable that turns recording off.
    package static let offVariable = "MN_NO_RECORDER"
    /// The most recordings that are kept.
    package static let limit = 3

    /// Where they lie, beside the runs of blueprints; nil if no home is known.
    package static func folder(_ environment: any Variables) -> String? {
        Home.folder(environment).map { "\($0)/runs" }
    }

    /// All of them that can be read, the newest first.
    package static func all(in world: World) -> [FlightRecording] { found(in: world).recordings }

    /// All of them, the newest first, and the names of those that cannot be read.
    package static func found(
        in world: World
    ) -> (recordings: [FlightRecording], unreadable: [String]) {
        guard let folder = folder(world.environment) else { return ([], []) }
        var found: (recordings: [FlightRecording], unreadable: [String]) = ([], [])
        for (stem, parts) in stems(in: folder, world.files) {
            do {
                found.recordings.append(try recording(folder, stem, parts, world))
            } catch {
                // A run that has ended well in the meantime removes its own.
                if (error as? FileFault)?.reason != .notFound {
                    found.unreadable.append(path(stem))
                }
            }
        }
        return found
    }

    private static func recording(
        _ folder: String, _ stem: String, _ parts: [Int], _ world: World
    ) throws -> FlightRecording {
        let path = path("\(folder)/\(stem)")
        var text = try world.files.read(path, limit: Document.sizeLimit)
        // One that was made and never written is none.
        if text.isEmpty { throw FileFault(path, .notFound) }
        // Parts that are there behind an exit are to be removed: it holds them already.
        if !parts.isEmpty, (try? Trace.read(text, name: path))?.exitCode == nil {
            text = uncut(text)
            for (index, part) in parts.enumerated() {
                let bytes = try world.files.read(
                    self.path("\(folder)/\(stem)", part: part), limit: Document.sizeLimit)
                text += lines(ofPart: bytes, isFirst: index == 0)
            }
        }
        let trace = try Trace.read(text, name: path)
        return FlightRecording(
            name: "\(stem)\(ending)", path: path, began: began(stem),
            isAlive: world.recordings?.isHeld(path) ?? false, trace: trace, times: times(text))
    }

    /// Removes the oldest beyond those that are kept, but none that somebody is at.
    package static func prune(in world: World) {
        guard let files = world.recordings, let folder = folder(world.environment) else { return }
        var count = 0
        for (stem, parts) in stems(in: folder, world.files) {
            let path = path("\(folder)/\(stem)")
            // A run that goes on may succeed yet, and take the place of none.
            if files.isHeld(path) { continue }
            count += 1
            if count > limit {
                _ = files.remove(path)
                for part in parts { _ = files.remove(self.path("\(folder)/\(stem)", part: part)) }
            }
        }
    }

    // MARK: - Names

    private static let beginning = "recording-"
    private static let ending = ".jsonl"

    /// The name of a recording, without its ending: `recording-20261127T184008123456Z-0a1b2c`.
    static func name(at time: Duration, seed: UInt64) -> String {
        let stamp = Timestamp.text(time).filter { !"-:.".contains($0) }
        return "\(beginning)\(stamp)-\((seed & 0xFF_FFFF).digits(6, radix: 16))"
    }

    /// When the run of such a name began, to the second: `2026-11-27T18:40:08Z`.
    private static func began(_ stem: String) -> String {
        let digits = stem.dropFirst(beginning.count).prefix(15).filter(\.isNumber)
        var text = ""
        for (index, digit) in digits.enumerated() {
            switch index {
            case 4, 6: text += "-"
            case 8: text += "T"
            case 10, 12: text += ":"
            default: break
            }
            text.append(digit)
        }
        return text + "Z"
    }

    /// The path of a recording, or of a part of it.
    static func path(_ stem: String, part: Int? = nil) -> String {
        stem + (part.map { ".\($0)" } ?? "") + ending
    }

    /// The recordings in a folder, the newest first, and the numbers of their parts.
    private static func stems(
        in folder: String, _ files: any Files
    ) -> [(stem: String, parts: [Int])] {
        var found: [String: [Int]] = [:]
        for name in (try? files.list(folder)) ?? [] where name.hasSuffix(ending) {
            let words = name.dropLast(ending.count).split(
                separator: ".", omittingEmptySubsequences: false)
            guard words.count <= 2, isStem(words[0]) else { continue }
            let stem = String(words[0])
            if words.count == 1 {
                found[stem, default: []] += []
            } else if let part = Int(words[1]), part > 0, words[1] == "\(part)" {
                found[stem, default: []].append(part)
            }
        }
        return found.sorted { $0.key > $1.key }.map { ($0.key, $0.value.sorted()) }
    }

    /// Whether `name` gives such a name.
    private static func isStem(_ text: Substring) -> Bool {
        let words = text.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == beginning.dropLast(), words[1].utf8.count == 22,
            words[2].utf8.count == 6
        else { return false }
        return words[1].utf8.enumerated().allSatisfy { index, byte in
            index == 8 ? byte == 84 : index == 21 ? byte == 90 : byte.isASCIIDigit
        } && words[2].utf8.allSatisfy { $0.isASCIIDigit || (97...102).contains($0) }
    }

    // MARK: - Parts

    /// The lines of a part, with the cut before it if it is the first and there is one.
    static func lines(ofPart text: [UInt8], isFirst: Bool) -> [UInt8] {
        guard let end = text.firstIndex(of: 10) else { return [] }
        let first = try? JSON.parse(Array(text[..<end]))
        let isCut = isFirst && first?["events"]?.integer != 0
        return isCut ? text : Array(text[(end + 1)...])
    }

    /// The whole lines of a text up to where parts were added to it.
    private static func uncut(_ text: [UInt8]) -> [UInt8] {
        var end = 0
        for line in text.split(separator: 10) where line.endIndex < text.endIndex {
            if line.count < 100, let event = try? JSON.parse(Array(line)), event["t"] == "cut",
                event[Trace.Event.time] == nil
            {
                break
            }
            end = line.endIndex + 1
        }
        return Array(text[..<end])
    }

    /// The times of the lines behind the header; one that has none is as late as the one before.
    private static func times(_ text: [UInt8]) -> [Int] {
        var last = 0
        return text.split(separator: 10).dropFirst().map { line in
            last = (try? JSON.parse(Array(line)))?[Trace.Event.time]?.integer ?? last
            return last
        }
    }
}
