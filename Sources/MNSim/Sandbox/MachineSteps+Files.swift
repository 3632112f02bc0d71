import MNCore

extension MachineSteps {
    /// Places what is below folders of the machine's own; gives the rest, by the folder of the host in which
    /// it is missing, and puts files onto those that are there.
    mutating func placeFiles() -> [String: [String]] {
        var grafts: [String: [String]] = [:]
        for path in plan.tree.paths {
            guard let node = plan.tree.nodes[path] else { continue }
            let top = path.split(separator: "/").first.map(String.init) ?? ""
            if let name = Self.ownFile(path) {
                if !name.isEmpty { place(node, at: "\(Self.stage)\(Self.own)/self/\(name)") }
            } else if path.hasPrefix("/proc/1/") {
                putOnto(node, path)
            } else if top == "sys" || top == "dev" || (top == "proc" && isProcessesMade) {
                if path == "/\(top)"
                    || (top == "dev" && host.kind(path) != nil
                        && Self.devices.contains(String(path.dropFirst(5))))
                {
                    continue
                }
                place(node, at: Self.stage + path)
            } else if host.kind("/\(top)") == nil || path == "/\(top)" {
                // In the root only what the host has as folders is there.
                if host.kind(path) != .folder { place(node, at: Self.stage + path) }
            } else if case .file? = host.kind(path) {
                putOnto(node, path)
            } else if host.kind(path) == nil || host.resolved(path) == nil {
                grafts[existingFolder(above: path), default: []].append(path)
            }
        }
        for name in plan.programs.keys + plan.deniedPrograms where name.hasPrefix("/") {
            if host.kind(name) == nil {
                grafts[existingFolder(above: name), default: []].append(name)
            }
        }
        return grafts
    }

    /// The longest folder of the host on a path, without links.
    func existingFolder(above path: String) -> String {
        var folder = path
        while let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
            folder = String(folder[..<slash])
            if let found = host.resolved(folder) { return found }
        }
        return "/"
    }

    mutating func place(_ node: SimulatedTree.Node, at path: String) {
        switch node {
        case .folder: add(.folder, path)
        case .file(let bytes): add(.file, path, bytes: bytes, mode: 0o644)
        case .link(let target): add(.link, path, from: target)
        }
    }

    /// Lets a file be another one, once the root is the new one.
    mutating func putOnto(_ node: SimulatedTree.Node, _ path: String) {
        guard case .file = node else { return }
        later.append((node, path))
    }

    mutating func makeOverlays(_ grafts: [String: [String]]) {
        for (index, folder) in grafts.keys.sorted().enumerated() {
            // The root is the machine's own, and needs no layer.
            let isRoot = folder == "/"
            let layer = isRoot ? Self.stage : "\(Self.stage)\(Self.own)/over/\(index)"
            if !isRoot { add(.folder, layer) }
            var folders: Set<String> = []
            for path in Set(grafts[folder] ?? []).sorted() {
                let rest = path.dropFirst(prefix(folder, of: path).count)
                let parts = rest.split(separator: "/")
                for count in 1..<max(1, parts.count) {
                    let parent = layer + "/" + parts.prefix(count).joined(separator: "/")
                    if folders.insert(parent).inserted { add(.folder, parent) }
                }
                let isProgram = plan.programs[path] != nil || plan.deniedPrograms.contains(path)
                if !isProgram, let node = plan.tree.nodes[path] {
                    let place = layer + "/" + parts.joined(separator: "/")
                    if folders.contains(place) { continue }
                    if case .folder = node { folders.insert(place) }
                    self.place(node, at: place)
                } else {
                    placeProgram(path, at: layer + "/" + parts.joined(separator: "/"))
                }
            }
            if isRoot { continue }
            let target = Self.stage + folder
            add(
                .overlay, target, from: "lowerdir=\(layer):\(folder)", mayFail: true)
            for point in host.mountPoints() where point.hasPrefix(folder + "/") {
                add(.bind, Self.stage + point, from: point, mayFail: true)
            }
        }
    }

    /// As much of a path as leads to a folder that it reaches through links.
    func prefix(_ folder: String, of path: String) -> String {
        var part = path
        while let slash = part.lastIndex(of: "/"), slash > part.startIndex {
            part = String(part[..<slash])
            if host.resolved(part) == folder { return part }
        }
        return ""
    }
}
