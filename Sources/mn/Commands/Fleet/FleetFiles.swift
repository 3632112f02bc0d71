import MNCore
import MNFleet

/// The fleets that a command names.
enum FleetFiles {
    static let positional = PositionalSpecification(
        "FILE", help: "Fleets, as 'mn fleet import' writes them.", names: .one(of: .files),
        count: .atLeastOnce)

    /// All machines of the fleets, which are taken for different ones.
    static func read(_ arguments: ParsedArguments, _ world: World) throws -> Fleet {
        var fleet: Fleet?
        var read: [(path: String, digest: [UInt8], fleet: Fleet)] = []
        let paths = arguments.all("FILE")
        for path in paths {
            let bytes = try world.files.read(path, limit: Fleet.sizeLimit)
            let one = try Fleet.read(bytes, name: path)
            let digest = paths.count > 1 ? SHA256.digest(bytes) : []
            if let first = read.first(where: {
                $0.digest == digest || $0.fleet.sharesSource(with: one)
            }) {
                throw FleetFault.twice(path, first: first.path)
            }
            read.append((path, digest, one))
            fleet = try fleet.map { try $0.adding(one, name: path) } ?? one
        }
        guard let fleet, !fleet.classes.isEmpty else {
            throw FleetFault.empty(paths.first ?? "")
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
