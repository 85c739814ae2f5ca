"""The peers' own call signatures over our core: change the import, keep the numbers. One module or package a peer."""
