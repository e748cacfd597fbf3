//! Temporary.
fn main() {
    let api = kii_spec::Api::embedded().unwrap();
    for file in kii_codegen::generate(&api).unwrap_or_else(|e| panic!("{e}")) {
        let path = std::path::Path::new("/work/main/generated").join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, file.text).unwrap();
    }
}
