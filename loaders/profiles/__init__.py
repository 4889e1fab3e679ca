"""Profiles: YAML files that make files loadable that were not made for whomet."""
