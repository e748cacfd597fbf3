//! The expressions of GitHub Actions, as far as the jobs use them: `${{ vars.NAME }}` and the conditions after `if:`.

use serde_json::Value;

/// The value of an expression. `contexts` has an object for each context; `contexts.status` is what `always()` and its like ask for.
pub(crate) fn evaluate(text: &str, contexts: &Value) -> Value {
    let mut parser = Parser { rest: text, contexts };
    let value = parser.either();
    assert_eq!(parser.rest.trim(), "", "what follows an expression in: {text}");
    value
}

/// Whether a job or a step with this condition runs. Without a word about the status, nothing before may have failed.
pub(crate) fn is_met(condition: Option<&str>, contexts: &Value) -> bool {
    let condition = condition.unwrap_or("success()");
    let asks =
        ["always()", "success()", "failure()", "cancelled()"].iter().any(|function| condition.contains(function));
    (asks || contexts["status"] == "success") && is_true(&evaluate(condition, contexts))
}

/// A text with the values of its expressions. What is not defined is empty.
pub(crate) fn fill(text: &str, contexts: &Value) -> String {
    let mut parts = text.split("${{");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (expression, after) = part.split_once("}}").expect("an expression has an end");
        filled.push_str(&text_of(&evaluate(expression, contexts)));
        filled.push_str(after);
    }
    filled
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(_) | Value::Object(_) => panic!("{value} has no text"),
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// Values of different types are compared as numbers, and texts without regard to case.
fn are_equal(one: &Value, other: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Null => 0.0,
        Value::Bool(value) => f64::from(u8::from(*value)),
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::String(text) if text.is_empty() => 0.0,
        Value::String(text) => text.parse().unwrap_or(f64::NAN),
        Value::Array(_) | Value::Object(_) => f64::NAN,
    };
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.eq_ignore_ascii_case(other),
        (one, other) => (number(one) - number(other)).abs() < f64::EPSILON,
    }
}

struct Parser<'a> {
    rest: &'a str,
    contexts: &'a Value,
}

impl Parser<'_> {
    fn takes(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start();
        match rest.strip_prefix(word) {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        }
    }

    fn either(&mut self) -> Value {
        let mut value = self.both();
        while self.takes("||") {
            let other = self.both();
            value = if is_true(&value) { value } else { other };
        }
        value
    }

    fn both(&mut self) -> Value {
        let mut value = self.comparison();
        while self.takes("&&") {
            let other = self.comparison();
            value = if is_true(&value) { other } else { value };
        }
        value
    }

    fn comparison(&mut self) -> Value {
        let one = self.one();
        if self.takes("==") {
            return are_equal(&one, &self.one()).into();
        }
        if self.takes("!=") {
            return (!are_equal(&one, &self.one())).into();
        }
        one
    }

    fn one(&mut self) -> Value {
        if self.takes("!") {
            return (!is_true(&self.one())).into();
        }
        if self.takes("(") {
            let value = self.either();
            assert!(self.takes(")"), "a bracket is open before: {}", self.rest);
            return value;
        }
        if self.takes("'") {
            let (text, after) = self.rest.split_once('\'').expect("a text has an end");
            self.rest = after;
            return text.into();
        }
        let rest = self.rest.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"._-".contains(c)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        self.rest = after;
        if self.takes("()") {
            let status = &self.contexts["status"];
            return match name {
                "always" => true.into(),
                "success" => (status == "success").into(),
                "failure" => (status == "failure").into(),
                "cancelled" => (status == "cancelled").into(),
                name => panic!("{name}() is a function that this test does not know"),
            };
        }
        match name {
            "" => panic!("expected a value, found `{rest}`"),
            "true" => true.into(),
            "false" => false.into(),
            "null" => Value::Null,
            name => name.split('.').fold(self.contexts, |value, member| &value[member]).clone(),
        }
    }
}

#[test]
fn expressions_mean_what_they_mean_to_github() {
    let contexts =
        serde_json::json!({"status": "failure", "a": {"yes": true, "no": false, "text": "Text", "b-c": {"d": 1}}});
    for (text, value) in [
        ("a.yes", true),
        ("!a.yes", false),
        ("a.missing == false", true),
        ("a.missing.deeper == a.missing", true),
        ("a.yes == false", false),
        ("a.text == 'tEXT' && a.b-c.d", true),
        ("a.text != 'other' || a.missing", true),
        ("a.missing == 'text'", false),
        ("(a.no || a.yes) && !(a.yes && a.no)", true),
        ("always() && a.text != 'skipped'", true),
        ("success()", false),
        ("failure()", true),
    ] {
        assert_eq!(is_true(&evaluate(text, &contexts)), value, "{text}");
    }
    assert!(!is_met(Some("a.yes"), &contexts), "something has failed");
    assert!(is_met(Some("always()"), &contexts) && !is_met(None, &contexts));
    assert_eq!(fill("x ${{ a.text }}-${{a.missing}} ${B}", &contexts), "x Text- ${B}");
}
