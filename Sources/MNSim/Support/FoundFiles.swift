import MNCore
import MNSim

/// The user's files as a run found them, as a scenario states them.
struct FoundFiles {
    private(set) var texts: [String: String] = [:]
    private(set) var faults: [String: FileFault.Reason] = [:]

    init(_ events: [Trace.Event]) {
        var touched: Set<String> = []
        var lists: [(String, [String])] = []
        for event in events {
            switch event {
            case .read(let path, .success(let bytes)) where touched.insert(path).inserted:
                texts[path] = String(decoding: bytes, as: UTF8.self)
            case .read(let path, .failure(let fault)) where touched.insert(path).inserted:
                take(fault, at: path)
            case .changed(_, let path, let fault):
                touched.insert(path)
                if let fault { take(fault, at: path) }
            case .locked(let path, .failure(let fault)): take(fault, at: path)
            case .list(let path, .success(let names)): lists.append((path, names))
            default: break
            }
        }
        // What is listed is there, even if nobody looked into it.
        for (folder, names) in lists {
            for name in names {
                let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
                let isThere = texts.keys.contains { $0 == path || $0.hasPrefix(path + "/") }
                if !isThere, !touched.contains(path) { texts[path] = "" }
            }
        }
    }

    private mutating func take(_ fault: FileFault, at path: String) {
        switch fault.reason {
        case .denied, .failed: faults[path] = fault.reason
        default: break
        }
    }

    var json: JSONObject {
        JSONObject(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }

    var faultsJSON: JSONObject {
        JSONObject(
            faults.sorted { $0.key < $1.key }.map { path, reason in
                if case .failed(let error) = reason, !error.isEmpty {
                    return (path, ["failed": .string(error)])
                }
                return (path, "denied")
            })
    }
}

extension SupportFile {
    /// The most changes of a profile that are told one by one.
    private static let changeLimit = 100

    /// The machine as a profile of this id that tells what was taken out of it; nil if there is none.
    ///
    /// What the run was answered counts before what a recorder found later.
    func adoptedMachine(_ id: String) -> Profile? {
        let traced = run.flatMap(Profile.init(tracedBy:))
        guard var profile = machine ?? traced else { return nil }
        for exchange in traced?.recording.exchanges ?? [] {
            profile.recording[exchange.access] = exchange.outcome
        }
        var changes = ["made from what a customer sent"]
        var sources = profile.sources
        if case .bundle(let bundle) = self {
            sources = ["a bundle of mn \(bundle.version), \(bundle.day)"]
            let removed = bundle.removed.filter {
                ["machine", "run"].contains($0.pointer.tokens.first ?? "")
            }
            changes += removed.prefix(Self.changeLimit).map {
                "\($0.pointer): \($0.kind) is \($0.standIn)"
            }
            if removed.count > Self.changeLimit {
                changes.append("and \(removed.count - Self.changeLimit) more")
            }
        }
        let parent = profile.provenance == .derived ? profile.derivedFrom : profile.id
        return Profile(
            id: id, title: "A customer's machine", tags: ["customer"], provenance: .derived,
            sources: sources.map(Sanitized.line).filter { !$0.isEmpty },
            derivedFrom: parent ?? "customer", changes: changes.map(Sanitized.line),
            rest: .unrecorded, recording: profile.recording)
    }
}
