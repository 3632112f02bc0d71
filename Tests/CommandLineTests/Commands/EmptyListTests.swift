import MNCore
import Testing

/// A variable of a job that is not set leaves an option without a value: `--models "$MODELS"`.
@Suite struct `A list without an element` {
    @Test(arguments: [
        ["sim", "matrix", "--models", ""], ["sim", "matrix", "--machines", ","],
        ["sim", "matrix", "--tags="], ["sim", "matrix", "--vendors", ""],
        ["sim", "matrix", "--rules", ""], ["fleet", "verdict", "f.json", "--models", ""],
        ["sim", "mutate", "--machines", ""], ["sim", "explore", "--only", ""],
        ["profile", "list", "--tags", ""],
    ])
    func `chooses not everything`(words: [String]) async {
        let session = await TestWorld().run(words)
        #expect(session.exitCode == .usage, "\(words)")
        #expect(session.error.contains("a name, or several with commas between"), "\(words)")
    }
}
