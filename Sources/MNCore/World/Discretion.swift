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

    /// A document as it may be shown, masked text by text, so that it stays one.
    package func shown(_ document: JSON) -> JSON { identity.shortened(secrets.masked(document)) }
}
