import MNCore

// The `docker` of a scenario as JSON; an example stands above the reader of the whole.
extension DockerSetup {
    /// Reads what a scenario says of `docker`; without a word it is all there, and null is none.
    init?(scenario field: JSONField?) throws(JSONFault) {
        self.init()
        guard let field else { return }
        if field.value == .null { return nil }
        let members = try field.object(keys: ["plugin", "engine", "engineHost", "container"])
        if let word = members.optional("plugin") { plugin = try Plugin(word) }
        if let word = members.optional("engine") { engine = try Engine(word) }
        if let host = members.optional("engineHost") { engineHost = try host.nonEmptyString() }
        guard let field = members.optional("container") else { return }
        if field.value == .null {
            container = nil
            return
        }
        let failure = try field.object(keys: ["exitCode", "error"])
        containerFailure = ContainerFailure(
            exitCode: try failure.required("exitCode").integer(in: 0...255),
            error: try failure.optional("error")?.nonEmptyString() ?? "")
    }
}

extension DockerSetup.Plugin {
    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let (word, _) = try field.choice(["installed", "absent"])
        self = word == "absent" ? .absent : .installed
    }
}

extension DockerSetup.Engine {
    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let (word, more) = try field.choice(["running", "absent", "denied", "unreachable"])
        switch word {
        case "running": self = .running
        case "absent": self = .absent
        case "denied": self = .denied
        default: self = .unreachable(try more.nonEmptyString())
        }
    }
}
