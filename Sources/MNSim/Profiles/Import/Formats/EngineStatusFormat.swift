import MNCore

/// `colima status`, `docker desktop status` and `systemctl status`: which engine runs; another may be in use.
struct EngineStatusFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "engine's status"

    private static let desktop = "docker-desktop.service - "
    private static let rootless = "docker.service - Docker Application Container Engine (Rootless)"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        let isUnit = line.hasPrefix("●") || line.hasPrefix("○") || line.hasPrefix("×")
        if isUnit, line.contains(Self.desktop) || line.contains(Self.rootless) { return .opening }
        return Self.isLogged(line) && line.contains("colima is running") ? .opening : .unlike
    }

    /// Whether it is a line of Colima's log, on a terminal or in a file.
    private static func isLogged(_ line: String) -> Bool {
        line.hasPrefix("INFO[") || line.hasPrefix("time=") && line.contains("level=info")
    }

    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool {
        command.isOfDocker("desktop") && command.words.contains("status")
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        guard lines.first.map(Self.isLogged) == true else { return nil }
        return lines.firstIndex { !Self.isLogged($0) } ?? lines.endIndex
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        if let engine = Self.engine(part.lines) {
            telling.engine.beside = Told(engine, part.origin())
        }
        telling.doubts = ["The engine's status \(EngineTold.noRuntimes); docker info does."]
        return telling
    }

    private static func engine(_ lines: [String]) -> String? {
        guard let line = lines.first else { return nil }
        if isLogged(line) {
            let runtime = lines.first { $0.contains("runtime: ") }
            return runtime?.contains("runtime: docker") == false ? nil : "Colima"
        }
        if line.contains(desktop) || line.contains(rootless) {
            guard lines.contains(where: { $0.trimmed.hasPrefix("Active: active") }) else {
                return nil
            }
            return line.contains(desktop) ? EngineTold.desktop : EngineTold.rootless
        }
        let isRunning = lines.contains { $0.split(separator: " ") == ["Status", "running"] }
        return isRunning ? EngineTold.desktop : nil
    }
}

/// `systemctl status nvidia-fabricmanager`, and what systemd says as it fails: whether the manager of NVSwitch runs.
struct FabricStatusFormat: PasteFormat {
    let kind = ImportKind.nvidiaSMI
    let name = "nvidia-fabricmanager's status"

    private static let unit = "nvidia-fabricmanager.service"

    private static func isUnit(_ line: String) -> Bool {
        ["●", "○", "×"].contains { line.hasPrefix($0) } && line.contains(unit)
    }

    /// Whether it is a line of a journal, a list or a start that says that it failed.
    private static func saysFailed(_ line: String) -> Bool {
        line.utf8.count < 400 && line.contains(unit) && line.lowercased().contains("failed")
    }

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        if Self.isUnit(line) { return .opening }
        return Self.saysFailed(line) ? .line : .unlike
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        // The state of a unit stands below its name.
        let isStatus = lines.dropFirst().prefix(8).contains { Self.active($0) != nil }
        return lines.first.map(Self.isUnit) == true && isStatus ? nil : lines.startIndex + 1
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        let state = part.lines.lazy.compactMap(Self.active).first
        let isDown =
            state.map { !$0.hasPrefix("active") }
            ?? part.lines.contains { $0.hasPrefix("×") || Self.saysFailed($0) }
        if isDown { telling.engine.lacksFabric = part.origin() }
        return telling
    }

    /// `failed (Result: exit-code)` of the line that tells how a unit is.
    private static func active(_ line: String) -> String? {
        let (key, value) = KeyedText.parts(line)
        return key == "Active" ? value : nil
    }
}
