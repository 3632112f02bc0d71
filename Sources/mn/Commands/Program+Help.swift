/// What the help of the program says beside its commands, and the words of others; all of it data.
extension Program {
    /// The commands by what somebody wants.
    static let sections: [CommandTree.Section] = [
        .init(
            "Models on this machine", ["model", "hardware"],
            summary: "Does it run here? Install it, mend it."),
        .init("Blueprints", ["blueprint"], summary: "Make one, check it, run it."),
        .init(
            "Machines and simulation", ["profile", "sim"],
            summary: "Recorded machines, and all of them at once."),
        .init(
            "A fleet and its promises", ["fleet", "policy"],
            summary: "The machines of a team, and what runs there."),
        .init("Support", ["support"], summary: "What happened in another run, in one file."),
        .init(
            "Reference", ["help", "schema", "completions", "manual"],
            summary: "Tables, formats, shells."),
    ]

    /// What somebody types first.
    static let starts: [CommandSpecification.Example] = [
        .init("mn model list", "which models run here"),
        .init("mn model recommend", "which of them fits best"),
        .init("mn model install", "pull the default model, if it runs here"),
        .init("mn model doctor", "what is wrong, and what mends it?"),
        .init("mn sim matrix", "on which recorded machines does it run?"),
    ]

    /// What other programs call these things.
    static let otherWords = OtherWords(
        lines: [
            "list": ["model list"], "models": ["model list"], "search": ["model list"],
            "images": ["model list --installed"], "ps": ["model list --installed"],
            "show": ["model show"], "install": ["model install"], "update": ["model update"],
            "remove": ["model remove"], "prune": ["model remove"],
            "doctor": ["model doctor"], "logs": ["model doctor"],
            "memory": ["model memory"], "fit": ["model memory"], "recommend": ["model recommend"],
            "run": ["blueprint run", "sim run"], "check": ["blueprint validate", "model doctor"],
            "init": ["blueprint init"],
            "test": ["sim run", "sim matrix"], "record": ["profile record"],
            "profiles": ["profile list"], "machines": ["profile list"],
            "scenarios": ["sim list"], "simulate": ["sim matrix"], "serve": ["sim serve"],
            "exec": ["sim exec"], "explore": ["sim explore"], "fuzz": ["sim explore"],
            "gpu": ["hardware"], "machine": ["hardware"], "system": ["hardware"],
            "report": ["support bundle"], "env": ["help environment"],
            "man": ["manual"],
            "version": ["--version"],
        ],
        synonyms: [
            "ls": "list", "all": "list", "rm": "remove", "rmi": "remove", "delete": "remove",
            "del": "remove", "uninstall": "remove", "pull": "install", "add": "install",
            "get": "install", "download": "install", "fetch": "install", "upgrade": "update",
            "info": "show", "inspect": "show", "describe": "show", "view": "show",
            "cat": "show", "status": "doctor", "diagnose": "doctor", "health": "doctor",
            "find": "search", "start": "run", "exec": "run", "new": "init",
            "create": "init", "verify": "check", "validate": "check", "compare": "diff",
            "capture": "record", "save": "record", "hw": "hardware", "specs": "hardware",
            "device": "hardware", "about": "version", "variables": "environment",
            "requirements": "rules", "suggest": "recommend", "best": "recommend",
        ])
}
