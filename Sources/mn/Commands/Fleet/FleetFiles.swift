import MNCore
import MNFleet

/// The fleets that a command names.
enum FleetFiles {
    static let positional = PositionalSpecification(
        "FILE", help: "Fleets, as 'mn fleet import' writes them.", count: .atLeastOnce)

    /// All machines of the fleets, which are taken for different ones.
    static func read(_ arguments: ParsedArguments, _ world: World) throws -> Fleet {
        var fleet: Fleet?
        for path in arguments.all("FILE") {
            let one = try Fleet.read(
                try world.files.read(path, limit: Fleet.sizeLimit), name: path)
            fleet = fleet?.adding(one) ?? one
        }
        guard let fleet, !fleet.classes.isEmpty else {
            throw FleetFault.empty(arguments.all("FILE").first ?? "")
        }
        return fleet
    }
}

extension Fleet {
    /// What was read and what was not, a sentence each.
    var sentences: [String] {
        sources.flatMap { source -> [String] in
            var parts = [
                "\(source.kind): \(Words.count(source.rows, "row")), "
                    + "\(Words.count(source.taken, "machine"))"
            ]
            if source.duplicates > 0 { parts.append("\(source.duplicates) twice") }
            if source.stale > 0 { parts.append("\(source.stale) not seen lately") }
            parts += source.leftOut.map { "\($0.count) left out: \(Sanitized.line($0.reason))" }
            return [parts.joined(separator: ", ") + "."] + source.assumed.map(Sanitized.line)
        } + [
            "\(Words.count(total, "machine")) in \(Words.count(classes.count, "class", "classes"))."
        ]
    }
}
