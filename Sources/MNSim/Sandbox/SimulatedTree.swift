package import MNCore

/// Files, folders and links of a machine that is not there, as its evidence tells them.
///
/// A path may lead through links, as on the machine: what is said of `/sys/class/drm/card0/device` lies
/// where the link leads. All paths are absolute.
package struct SimulatedTree: Hashable, Sendable {
    package enum Node: Hashable, Sendable {
        case folder
        case file([UInt8])
        case link(String)
    }

    /// What the evidence says of a path, and no kernel could show beside the rest.
    package struct Conflict: Hashable, Sendable {
        package var path: String
        package var reason: String
    }

    /// By paths none of whose folders is a link.
    package private(set) var nodes: [String: Node] = [:]
    /// Paths that are there and may not be read.
    package private(set) var denied: Set<String> = []
    package private(set) var conflicts: [Conflict] = []

    /// As many links as Linux follows (path_resolution(7)).
    private static let linkLimit = 40

    package init() {}

    /// All paths, each behind the folder that it lies in.
    package var paths: [String] { nodes.keys.sorted() }

    package mutating func addFile(_ path: String, _ bytes: [UInt8]) {
        guard let place = resolved(path) else { return }
        switch nodes[place] {
        case nil: nodes[place] = .file(bytes)
        case .file(let known)? where known == bytes: break
        case .file?: note(path, "has two contents")
        case .folder?, .link?: note(path, "is a folder and a file")
        }
    }

    package mutating func addFolder(_ path: String) {
        guard let place = resolved(path) else { return }
        switch nodes[place] {
        case nil: nodes[place] = .folder
        case .folder?: break
        case .file?, .link?: note(path, "is a folder and a file")
        }
    }

    package mutating func addLink(_ path: String, to target: String) {
        guard let place = resolved(path, followsLast: false) else { return }
        if let known = nodes[place] {
            if known != .link(target) { note(path, "is a link and something else") }
            return
        }
        nodes[place] = .link(target)
    }

    /// Makes a path one that may not be read; what it is, if nothing is said of that, is a file or a folder.
    package mutating func deny(_ path: String, isFolder: Bool) {
        guard let place = resolved(path) else { return }
        if nodes[place] == nil { nodes[place] = isFolder ? .folder : .file([]) }
        denied.insert(place)
    }

    /// What lies at a path, through links; nil if nothing does.
    package func node(_ path: String) -> Node? {
        var copy = self
        return copy.resolved(path, makesFolders: false).flatMap { nodes[$0] }
    }

    private mutating func note(_ path: String, _ reason: String) {
        let conflict = Conflict(path: path, reason: reason)
        if !conflicts.contains(conflict) { conflicts.append(conflict) }
    }

    /// The path without links in its folders, which are made if they are not there; nil, with a conflict, if
    /// that cannot be.
    private mutating func resolved(
        _ path: String, followsLast: Bool = true, makesFolders: Bool = true
    ) -> String? {
        var rest = Self.parts(path)[...]
        var place: [Substring] = []
        var links = 0
        while let part = rest.popFirst() {
            if part == ".." {
                _ = place.popLast()
                continue
            }
            place.append(part)
            let here = Self.path(place)
            switch nodes[here] {
            case .link(let target)? where !rest.isEmpty || followsLast:
                links += 1
                guard links <= Self.linkLimit else {
                    note(path, "leads through links without an end")
                    return nil
                }
                place = target.hasPrefix("/") ? [] : Array(place.dropLast())
                rest = (Self.parts(target) + rest)[...]
            case .file? where !rest.isEmpty:
                note(path, "lies in a file")
                return nil
            case nil where !rest.isEmpty:
                if !makesFolders { return nil }
                nodes[here] = .folder
            default: break
            }
        }
        return Self.path(place)
    }

    private static func parts(_ path: String) -> [Substring] {
        path.split(separator: "/").filter { $0 != "." }
    }

    private static func path(_ parts: [Substring]) -> String { "/" + parts.joined(separator: "/") }
}

extension SimulatedTree {
    /// The tree of what is recorded of files and folders, links first.
    package init(_ recording: Recording) {
        self.init()
        let listed = recording.exchanges.compactMap { exchange -> (String, [DirectoryEntry])? in
            guard case .directory(let path) = exchange.access,
                case .entries(let entries) = exchange.outcome
            else { return nil }
            return (path, entries)
        }
        var links: [String] = []
        for (path, entries) in listed {
            for entry in entries {
                guard let target = entry.target else { continue }
                addLink("\(path)/\(entry.name)", to: target)
                // In /dev and /proc links lead to anything, in /sys mostly to folders.
                if path.hasPrefix("/sys/") { links.append("\(path)/\(entry.name)") }
            }
        }
        for (path, entries) in listed {
            for entry in entries {
                guard let target = entry.target else { continue }
                addDevice(of: "\(path)/\(entry.name)", target)
            }
        }
        for exchange in recording.exchanges {
            switch (exchange.access, exchange.outcome) {
            case (.file(let path), .bytes(let bytes)): addFile(path, bytes)
            case (.file(let path), .denied): deny(path, isFolder: false)
            case (.directory(let path), .denied): deny(path, isFolder: true)
            case (.directory(let path), .entries): addFolder(path)
            default: break
            }
        }
        for link in links where node(link) == nil { addFolder(link) }
        // Of what has only a name it is not told what it is: where the kernel speaks mostly a folder.
        for (path, entries) in listed {
            for entry in entries where entry.target == nil {
                let name = "\(path)/\(entry.name)"
                if node(name) != nil { continue }
                let isOfKernel = path.hasPrefix("/sys/") || path.hasPrefix("/proc/")
                if isOfKernel { addFolder(name) } else { addFile(name, []) }
            }
        }
    }

    /// A card of `/sys/class/drm` lies in the folder of its device, and links back to it.
    private mutating func addDevice(of path: String, _ target: String) {
        let parts = target.split(separator: "/")
        guard path.hasPrefix("/sys/class/drm/card"), parts.count > 2, !path.contains("-"),
            parts[parts.count - 2] == "drm", parts[parts.count - 3].contains(":")
        else { return }
        addLink("\(path)/device", to: "../../../\(parts[parts.count - 3])")
    }
}
