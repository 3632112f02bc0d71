/// How what this program says leaves it, on the terminal and in files alike: without the secrets of the
/// user's variables and of any others, and with `~` for the home folder.
package struct Discretion: Sendable {
    let secrets: Secrets
    let identity: Identity

    package init(_ world: World) {
        secrets = Secrets(environment: world.environment.all)
        identity = Identity(world.environment.all, hostName: world.hostName)
    }

    /// A text as it may be shown.
    package func shown(_ text: String) -> String {
        text.isEmpty ? text : identity.shortened(secrets.masked(text))
    }

    /// A message as it may be shown.
    package func shown(_ message: TerminalMessage) -> TerminalMessage {
        TerminalMessage(
            message.kind, message.sentence.map(shown), lines: message.lines.map(shown))
    }

    /// A document as it may be shown, masked text by text, so that it stays one.
    package func shown(_ document: JSON) -> JSON { identity.shortened(secrets.masked(document)) }

    /// A document as a file of ours has it, as it may be shown.
    package func file(_ document: JSON) -> [UInt8] {
        Array((shown(document).text(.file) + "\n").utf8)
    }
}

extension World {
    /// The world in which nothing private is shown: what docker says of itself comes without secrets and
    /// without what identifies anybody, and what is written to the terminal without secrets and with
    /// `~` for the home folder.
    package func discreet() -> World {
        let discretion = Discretion(self)
        var world = self
        world.dockerMask = Docker.Mask(discretion.secrets, discretion.identity)
        world.terminal = DiscreetTerminal(inner: terminal, discretion: discretion)
        return world
    }
}

/// A terminal that no secret reaches.
private struct DiscreetTerminal: Terminal {
    let inner: any Terminal
    let discretion: Discretion

    var presentation: Presentation { inner.presentation }

    func write(_ text: String) { inner.write(discretion.shown(text)) }
    func writeError(_ text: String) { inner.writeError(discretion.shown(text)) }
    func say(_ message: TerminalMessage) { inner.say(discretion.shown(message)) }
    func showProgress(_ line: String?) { inner.showProgress(line.map(discretion.shown)) }
    func tellJob(_ commands: String) { inner.tellJob(discretion.shown(commands)) }
    func writeDocument(_ document: JSON) { inner.writeDocument(discretion.shown(document)) }
}
