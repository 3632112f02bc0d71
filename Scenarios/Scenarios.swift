/// The scenarios that ship inside the binary, and beside each its transcript: text by file name.
public enum EmbeddedScenarios {
    public static var files: [String: String] { EmbeddedFiles.all }
}
