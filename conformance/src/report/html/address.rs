//! Addresses within the page: the cases that a filter takes.

use url::form_urlencoded::Serializer;

/// The address of the list of cases with these filters; the script of the page reads it.
pub(super) fn cases(filters: &[(&str, &str)]) -> String {
    let query = Serializer::new(String::new()).extend_pairs(filters).finish();
    format!("#cases?{query}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn values_of_filters_are_encoded() {
        let address = super::cases(&[("operation", "object.put"), ("open", "a/b[c=d,e]@f&g")]);
        assert_eq!(address, "#cases?operation=object.put&open=a%2Fb%5Bc%3Dd%2Ce%5D%40f%26g");
    }
}
