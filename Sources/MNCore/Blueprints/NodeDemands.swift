// What single nodes of a blueprint demand of the machine.
extension BlueprintReader {
    /// Notes what single nodes demand, which is not read: it would pass without a word.
    mutating func nodeDemands(_ field: JSONField?) -> [MachineRequirements.Unread] {
        var unread: [MachineRequirements.Unread] = []
        let nodes: [(String, JSONField)]
        if let named = field?.value.object {
            nodes = named.members.map { ($0.key, JSONField($0.value, at: JSONPointer())) }
        } else {
            nodes = (field?.value.array ?? []).enumerated().map {
                ("\($0)", JSONField($1, at: JSONPointer()))
            }
        }
        for (name, node) in nodes {
            for path in Self.nodePaths {
                guard unread.count < Self.nodeLimit, let value = node.value[JSONPointer(path)],
                    Self.demands(value, path)
                else { continue }
                unread.append(.init(name: (["nodes", name] + path).joined(separator: ".")))
            }
        }
        if let first = unread.first, let field {
            noteUncertain(
                "Single nodes demand something of the machine (\(first.name)), which is not checked.",
                help: "State it under 'requirements' of the manifest.", field.pointer,
                actual: first.name)
        }
        return unread
    }

    /// The most demands that are named.
    private static let nodeLimit = 100

    private static let nodePaths = ["requirements", "resources", "gpu", "gpus"].flatMap {
        [[$0], ["config", $0]]
    }

    private static func demands(_ value: JSON, _ path: [String]) -> Bool {
        if path.last?.hasPrefix("gpu") == true {
            return ![.null, "", 0, false, [:], []].contains(value)
        }
        let words = ["cpu", "memory", "disk", "gpu", "devices", "constraints"]
        return value.object?.members.contains { member in
            words.contains { member.key.lowercased().contains($0) }
                && ![.null, [], 0, [:]].contains(member.value)
        } ?? false
    }
}
